/**
 * Random models with random options: the engine beside the oracle in Python. `npm run oracle` draws
 * more of them. A failure shows the smallest model that fails, and the command that writes it down.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hasPython } from './ask-oracle.ts';
import { checkModel } from './check-model.ts';
import { drawnModel } from './drawn-model.ts';

describe.skipIf(!hasPython())('random models', () => {
  test('have the values that the oracle finds, and one hash with any number of threads', async () => {
    await fc.assert(
      fc.asyncProperty(drawnModel, async (drawn) => {
        const { seen, hashes } = await checkModel(drawn);
        expect(seen.compared).toBeGreaterThan(0);
        expect(seen.found).toEqual([]);
        expect(hashes[1]).toBe(hashes[0]);
      }),
      // Always the same models: a new seed is for `npm run oracle`, where somebody looks.
      { numRuns: 40, seed: 20_261_121, endOnFailure: false },
    );
  }, 400_000);
});
