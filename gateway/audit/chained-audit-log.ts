/**
 * The audit log of a gateway: every line goes to the log's stream at once, and then into the chain of
 * its tenant in the job store, in the order it came.
 *
 * While the store does not answer, lines wait in memory, up to a limit; `admit` refuses work before it
 * is reached. What comes all the same, and what the store will not take, is in the stream only, and a
 * line of the chain says how many are missing there. Where the store's answer was lost, lines may stand
 * in the chain twice.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { LiveCalcError } from '../../contracts/errors.ts';
import { auditLine, type AuditEntry, type AuditLog } from '../../service/audit-log.ts';
import type { Logger } from '../../service/logger.ts';
import type { JobStore } from '../store/job-store.ts';

export interface ChainedAuditParts {
  /** Where every line is written first. */
  readonly written: AuditLog;
  readonly store: Pick<JobStore, 'appendAudit'>;
  readonly logger: Pick<Logger, 'warn' | 'error'>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Lines that may wait for the store. */
  readonly maxWaiting?: number;
  /** How long it waits before it asks a store again that did not answer. */
  readonly retryMs?: number;
}

/** The chain of requests that were refused before anybody was named. */
export const nobody = '';

const batchLines = 500;
/** What requests that were admitted may still add. */
const reserve = 0.1;
const closeMs = 5000;

interface Waiting {
  readonly tenant: string;
  /** Null in the place of lines that are missing. */
  readonly line: string | null;
  missing: number;
}

export class ChainedAuditLog implements AuditLog, AsyncDisposable {
  readonly #parts: ChainedAuditParts;
  readonly #maxWaiting: number;
  readonly #retryMs: number;
  readonly #closing = new AbortController();
  #waiting: Waiting[] = [];
  #flushing: Promise<void> | null = null;

  constructor(parts: ChainedAuditParts) {
    this.#parts = parts;
    this.#maxWaiting = parts.maxWaiting ?? 10_000;
    this.#retryMs = parts.retryMs ?? 500;
  }

  record(entry: AuditEntry): void {
    this.#parts.written.record(entry);
    const tenant = entry.who?.tenant ?? nobody;
    if (this.#waiting.length < this.#maxWaiting) {
      const line = auditLine(entry, new Date(this.#parts.now()));
      this.#waiting.push({ tenant, line, missing: 0 });
    } else {
      this.#miss(tenant);
    }
    this.#flushing ??= this.#flush().finally(() => (this.#flushing = null));
  }

  /** Throws BACKEND_UNAVAILABLE where so much waits that what is asked might not be recorded. */
  admit(): void {
    if (this.#waiting.length < this.#maxWaiting * (1 - reserve)) return;
    const message =
      'What is asked cannot be recorded in the audit log now, because the database does not take its lines. Try again.';
    throw new LiveCalcError('BACKEND_UNAVAILABLE', message);
  }

  /** Resolves once all that was recorded is in the store, or given up. */
  async flushed(): Promise<void> {
    await this.#flushing;
  }

  /** Gives the store some seconds to take the rest. */
  async [Symbol.asyncDispose](): Promise<void> {
    const patience = setTimeout(() => this.#closing.abort(), closeMs);
    await this.flushed();
    clearTimeout(patience);
  }

  async #flush(): Promise<void> {
    // Lines that come at the same time go together.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const tenant = this.#waiting[0]!.tenant;
      const batch = this.#waiting.filter((each) => each.tenant === tenant).slice(0, batchLines);
      const isTaken = await this.#offer(tenant, batch);
      if (isTaken === 'later') continue;
      const done = new Set(batch);
      this.#waiting = this.#waiting.filter((each) => !done.has(each));
      const refused = batch.filter(({ line }) => line !== null).length;
      if (isTaken === 'never' && refused > 0) {
        this.#waiting.unshift({ tenant, line: null, missing: refused });
      }
    }
  }

  async #offer(tenant: string, batch: readonly Waiting[]): Promise<'taken' | 'later' | 'never'> {
    const { store, logger } = this.#parts;
    try {
      await store.appendAudit(
        tenant,
        batch.map((each) => each.line ?? this.#gap(each)),
      );
      return 'taken';
    } catch (error) {
      const isAway = error instanceof LiveCalcError && error.retryable;
      if (isAway && !this.#closing.signal.aborted) {
        logger.warn({ err: error, lines: this.#waiting.length }, 'audit lines wait for the store');
        await delay(this.#retryMs, null, { signal: this.#closing.signal }).catch(() => {});
        return 'later';
      }
      logger.error({ err: error, lines: batch.length }, 'audit lines are in this log only');
      return isAway ? this.#giveUp() : 'never';
    }
  }

  /** The gateway ends, and the store is still away. */
  #giveUp(): 'taken' {
    this.#waiting = [];
    return 'taken';
  }

  /** Notes a line that has no place any more, behind those that wait. */
  #miss(tenant: string): void {
    const last = this.#waiting.findLast((each) => each.tenant === tenant);
    if (last?.line === null) last.missing++;
    else this.#waiting.push({ tenant, line: null, missing: 1 });
  }

  #gap({ tenant, missing }: Waiting): string {
    const time = new Date(this.#parts.now()).toISOString();
    return JSON.stringify({ channel: 'audit', time, tenant, action: 'audit.gap', lines: missing });
  }
}
