/** How audit lines are chained, so that none can be changed or taken out unseen. */
import * as crypto from 'node:crypto';

/** The last line of a chain: its hash covers all of them. */
export interface AuditHead {
  readonly sequence: number;
  readonly hash: string;
}

/** What stands before the first line. */
export const chainStart = '0'.repeat(64);

/** SHA-256, lower-case hex, of the previous hash and the line. */
export function linkHash(previous: string, line: string): string {
  return crypto.hash('sha256', previous + line);
}

/** Of an export: `SEQUENCE HASH` of the last line, so that an answer that was cut is found. */
export const auditHeadHeader = 'Livecalc-Audit-Head';

/** What the header says; null where it is not there or not of ours. */
export function readAuditHead(header: string | null): AuditHead | null {
  const [, sequence, hash] = /^(\d+) ([0-9a-f]{64})$/.exec(header ?? '') ?? [];
  return sequence === undefined || hash === undefined ? null : { sequence: Number(sequence), hash };
}
