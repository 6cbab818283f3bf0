/** Finds a changed line, a removed one and a cut tail in exported audit lines. */
import { z } from 'zod';
import { LiveCalcError } from '../../contracts/errors.ts';
import { chainStart, linkHash, type AuditHead } from './chain.ts';

/** One line of an export. */
export const auditRecordSchema = z.strictObject({
  sequence: z.int().min(1),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  /** The line as it was written, JSON. */
  line: z.string(),
});

export class ChainVerifier {
  readonly #name: string;
  readonly #expected: string | null;
  #last: AuditHead = { sequence: 0, hash: chainStart };
  #expectedAt: number | null = null;

  /** `head`: a hash that must be in the chain, kept by somebody else; `name` is for messages. */
  constructor(name: string, head: string | null) {
    this.#name = name;
    this.#expected = head;
  }

  /** Takes the next line of an export. Throws AUDIT_BROKEN. */
  take(text: string): void {
    const { sequence, hash, line } = this.#read(text);
    const next = this.#last.sequence + 1;
    if (sequence !== next) {
      const lost = sequence - next;
      throw this.#broken(
        lost > 0
          ? `${lost === 1 ? `line ${next} is` : `lines ${next} to ${sequence - 1} are`} missing: line ${sequence} comes after line ${next - 1}`
          : `line ${sequence} comes after line ${next - 1}: lines stand twice or in another order`,
        next,
      );
    }
    if (linkHash(this.#last.hash, line) !== hash) {
      throw this.#broken(
        `line ${sequence} was changed after it was written, or its hash was`,
        next,
      );
    }
    this.#last = { sequence, hash };
    if (hash === this.#expected) this.#expectedAt = sequence;
  }

  /**
   * Resolves what was verified: the last line, and the line of the expected head. `kept` is the head that
   * the store has. Throws AUDIT_BROKEN where the chain does not reach them.
   */
  end(kept: AuditHead | null): AuditHead & { readonly expectedAt: number | null } {
    const { sequence, hash } = this.#last;
    if (kept !== null && kept.sequence > sequence) {
      throw this.#broken(
        `its tail was cut: it ends with line ${sequence}, and the store's head is line ${kept.sequence}`,
        sequence + 1,
      );
    }
    if (kept !== null && kept.hash !== hash) {
      throw this.#broken(
        `it ends with the hash ${hash}, and the store's head is ${kept.hash}`,
        sequence,
      );
    }
    if (this.#expected !== null && this.#expectedAt === null) {
      throw this.#broken(
        `no line has the head's hash ${this.#expected}: its tail was cut after line ${sequence}, or the chain was written anew`,
        sequence + 1,
      );
    }
    return { sequence, hash, expectedAt: this.#expectedAt };
  }

  #read(text: string): z.infer<typeof auditRecordSchema> {
    let read: unknown = null;
    try {
      read = JSON.parse(text);
    } catch {
      // It is none of ours, as what is JSON of something else.
    }
    const record = auditRecordSchema.safeParse(read);
    if (record.success) return record.data;
    const row = this.#last.sequence + 1;
    throw this.#broken(`line ${row} is not one that 'livecalc audit export' writes`, row, text);
  }

  #broken(finding: string, row: number, found?: string): LiveCalcError {
    const details = {
      file: this.#name,
      row,
      ...(found !== undefined && { found: found.slice(0, 100) }),
    };
    const before = row > 1 ? ` Lines 1 to ${row - 1} are as they were written.` : '';
    return new LiveCalcError('AUDIT_BROKEN', `${this.#name}: ${finding}.${before}`, details);
  }
}
