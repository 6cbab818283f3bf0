/** How audit lines are chained, so that none can be changed or taken out unseen. */
import { hash } from 'node:crypto';

/** The last line of a chain: its hash covers all of them. */
export interface AuditHead {
  readonly sequence: number;
  readonly hash: string;
}

/** What stands before the first line. */
export const chainStart = '0'.repeat(64);

/** SHA-256, lower-case hex, of the previous hash and the line. */
export function linkHash(previous: string, line: string): string {
  return hash('sha256', previous + line);
}
