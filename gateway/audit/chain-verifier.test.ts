import { describe, expect, test } from 'vitest';
import { chainStart, linkHash, type AuditHead } from './chain.ts';
import { ChainVerifier } from './chain-verifier.ts';

/** Five lines as they are exported. */
function exported(): string[] {
  let hash = chainStart;
  return [1, 2, 3, 4, 5].map((sequence) => {
    const line = JSON.stringify({ action: 'job.read', requestId: `request-${sequence}` });
    hash = linkHash(hash, line);
    return JSON.stringify({ sequence, hash, line });
  });
}

const hashOf = (line: string): string => (JSON.parse(line) as { hash: string }).hash;
const whole = exported();
const head: AuditHead = { sequence: 5, hash: hashOf(whole[4]!) };

function verify(lines: readonly string[], kept: AuditHead | null, expected: string | null = null) {
  const verifier = new ChainVerifier('audit.jsonl', expected);
  for (const line of lines) verifier.take(line);
  return verifier.end(kept);
}

describe('verifying audit lines', () => {
  test('accepts a chain as it was written, and an empty one', () => {
    expect(verify(whole, head)).toEqual({ ...head, expectedAt: null });
    expect(verify([], { sequence: 0, hash: chainStart })).toMatchObject({ sequence: 0 });
  });

  test('knows at which line a head stood that was kept', () => {
    expect(verify(whole, null, hashOf(whole[2]!))).toMatchObject({ sequence: 5, expectedAt: 3 });
  });

  const forged = { action: 'job.read', requestId: 'another' };
  const changed = whole.with(
    2,
    JSON.stringify({ ...JSON.parse(whole[2]!), line: JSON.stringify(forged) }),
  );
  /** With the right hash for the new line, which the next one then does not follow. */
  const relinked = whole.with(
    2,
    JSON.stringify({
      sequence: 3,
      line: JSON.stringify(forged),
      hash: linkHash(hashOf(whole[1]!), JSON.stringify(forged)),
    }),
  );
  const renumbered = whole
    .toSpliced(2, 1)
    .map((line, i) => JSON.stringify({ ...JSON.parse(line), sequence: i + 1 }));

  test.each([
    ['a changed line', changed, head, 'line 3 was changed after it was written'],
    ['a changed line with its own hash made anew', relinked, head, 'line 4 was changed'],
    ['a removed line', whole.toSpliced(2, 1), head, 'line 3 is missing: line 4 comes after line 2'],
    ['two removed lines', whole.toSpliced(1, 2), head, 'lines 2 to 3 are missing'],
    ['a removed line, the others numbered anew', renumbered, head, 'line 3 was changed'],
    ['a removed first line', whole.slice(1), head, 'line 1 is missing'],
    ['lines in another order', [whole[0]!, whole[2]!, whole[1]!], null, 'line 2 is missing'],
    ['a line that stands twice', [whole[0]!, whole[0]!], null, 'line 1 comes after line 1'],
    ['a cut tail', whole.slice(0, 3), head, "ends with line 3, and the store's head is line 5"],
    ['a tail that was cut to nothing', [], head, 'ends with line 0'],
    ['another last line', whole, { ...head, hash: 'f'.repeat(64) }, "the store's head is ffff"],
    ['what is no line', [whole[0]!, '{"sequence":2}'], null, 'line 2 is not one that'],
  ])('finds %s', (_, lines, kept, finding) => {
    expect(() => verify(lines, kept)).toThrow(finding);
    expect(() => verify(lines, kept)).toThrow(
      expect.objectContaining({ code: 'AUDIT_BROKEN' }) as Error,
    );
  });

  test('finds a cut tail in a file by the head that was kept elsewhere', () => {
    expect(() => verify(whole.slice(0, 3), null, head.hash)).toThrow(/tail was cut after line 3/);
  });
});
