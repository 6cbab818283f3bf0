/** Packages with some of their bytes changed, moved or lost. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LiveCalcError } from '../../contracts/errors.ts';
import { joinBytes } from '../../tables/byte-sink.ts';
import { memorySource } from '../../tables/byte-source.ts';
import { readPackage } from './open-package.ts';
import { localLimits } from './package-limits.ts';
import { mutatedBytes } from './testing/mutated-bytes.ts';
import { samplePackage } from './testing/sample-package.ts';

const stored = samplePackage();
const deflated = samplePackage({
  entries: (all) => all.map((one) => ({ ...one, isDeflated: true })),
});

/** Configuration and files. */
async function contentOf(bytes: Uint8Array<ArrayBuffer>): Promise<object> {
  const { manifest, config, read } = await readPackage(memorySource('p', bytes), localLimits);
  const files: Record<string, string> = {};
  for (const asset of manifest.assets) {
    const pieces: Uint8Array[] = [];
    for await (const piece of read(asset)) pieces.push(piece);
    files[asset.path] = Buffer.from(joinBytes(pieces)).toString('hex');
  }
  return { config, files };
}

/** The content, or that it was refused for a reason which the user can mend. */
async function outcomeOf(bytes: Uint8Array<ArrayBuffer>): Promise<object | 'refused'> {
  return await contentOf(bytes).catch((error: unknown): 'refused' => {
    if (error instanceof LiveCalcError && error.blame === 'user') return 'refused';
    throw error;
  });
}

it.each([
  ['stored', stored],
  ['deflated', deflated],
])('a mutated package with %s entries reads as before or is refused', async (_, bytes) => {
  const before = await contentOf(bytes);
  let refusals = 0;
  await fc.assert(
    fc.asyncProperty(mutatedBytes(bytes), async (mutated) => {
      const outcome = await outcomeOf(mutated);
      if (outcome === 'refused') refusals++;
      expect([before, 'refused']).toContainEqual(outcome);
    }),
    { numRuns: 1000 },
  );
  // Otherwise nothing was tried.
  expect(refusals).toBeGreaterThan(250);
});
