/**
 * Draws random models until one disagrees with the oracle: `npm run oracle -- --count 500 --seed 7`.
 *
 * The smallest model that disagrees is written to --keep (default out/oracle), with what differs.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { checkModel, type CheckedModel } from './check-model.ts';
import { drawnModel, type DrawnModel } from './drawn-model.ts';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '200' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    keep: { type: 'string', default: 'out/oracle' },
  },
});

/** How many models each method and each option has had. */
const drawn = new Map<string, number>();
const progress = { checked: 0, isShrinking: false };

function count(model: DrawnModel, { method, modelPointCount }: CheckedModel): void {
  const isGrouped = modelPointCount < model.size.policies;
  const names = [method, ...(isGrouped ? ['grouped'] : []), ...Object.keys(model.projection)];
  for (const name of names) drawn.set(name, (drawn.get(name) ?? 0) + 1);
}

async function check(model: DrawnModel): Promise<void> {
  try {
    await checkOnce(model);
  } catch (error) {
    if (!progress.isShrinking) {
      console.log(`${JSON.stringify(model)}\n${String(error)}`);
      console.log(`disagreement after ${progress.checked} models; looking for a smaller one`);
    }
    progress.isShrinking = true;
    throw error;
  }
  progress.checked += 1;
  if (!progress.isShrinking && progress.checked % 50 === 0)
    console.log(`${progress.checked} agree`);
}

async function checkOnce(model: DrawnModel): Promise<void> {
  const checked = await checkModel(model);
  const { seen, hashes } = checked;
  if (!progress.isShrinking) count(model, checked);
  if (seen.found.length > 0) throw new Error(JSON.stringify(seen.found.slice(0, 5), null, 2));
  if (hashes[0] !== hashes[1]) throw new Error(`hashes differ: ${hashes.join(', ')}`);
}

console.log(`seed ${values.seed}, ${values.count} models`);
const details = await fc.check(fc.asyncProperty(drawnModel, check), {
  seed: Number(values.seed),
  numRuns: Number(values.count),
});
for (const [name, models] of drawn) console.log(`${models} times ${name}`);
if (details.failed && details.counterexample !== null) {
  const [model] = details.counterexample;
  await rm(values.keep, { recursive: true, force: true });
  await mkdir(values.keep, { recursive: true });
  await checkModel(model, values.keep).catch(() => {});
  await writeFile(path.join(values.keep, 'drawn.json'), `${JSON.stringify(model, null, 2)}\n`);
  console.log(`disagreement, shrunk ${details.numShrinks} times, written to ${values.keep}:`);
  console.log(JSON.stringify(model));
  console.log(String(details.errorInstance));
  process.exitCode = 1;
} else console.log('all agree');
