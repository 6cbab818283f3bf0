/** Every case by every way that is there: the same bits as in this process with one thread. */
import { beforeAll, describe, expect, test } from 'vitest';
import { allCases } from '../cases/all-cases.ts';
import { fillMatrix, type Cell } from '../matrix.ts';
import { cellLines } from '../matrix-text.ts';
import { allWays } from './all-ways.ts';
import { whyNotTaken } from './way.ts';

const caseMs = 300_000;
const allMs = 20 * 60_000;

const reasons = await Promise.all(allWays.map((way) => way.unavailable()));
for (const [index, way] of allWays.entries()) {
  const reason = reasons[index]!;
  if (reason !== null) console.log(`SKIPPED: parity by ${way.name}, ${reason}`);
  for (const one of reason === null ? allCases : []) {
    const why = whyNotTaken(way, one);
    if (why !== null) console.log(`SKIPPED: parity of ${one.name} by ${way.name}, ${why}`);
  }
}

let cells: readonly Cell[] = [];
beforeAll(async () => {
  ({ cells } = await fillMatrix({ cases: allCases, ways: allWays, deadlineMs: caseMs }));
}, allMs);

describe.each(allWays.map((way, index) => ({ ...way, way, reason: reasons[index]! })))(
  '$about',
  ({ way, reason }) => {
    test.skipIf(reason !== null).each(allCases.filter((one) => whyNotTaken(way, one) === null))(
      '$name',
      ({ name }) => {
        const cell = cells.find(
          ({ caseName, wayName }) => caseName === name && wayName === way.name,
        );
        expect(cell && cellLines(cell)).toEqual([]);
      },
    );
  },
);
