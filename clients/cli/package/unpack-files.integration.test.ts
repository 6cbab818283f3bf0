/** Mutated packages, unpacked to the disk: whole or not at all. */
import fc from 'fast-check';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { LiveCalcError } from '../../../contracts/errors.ts';
import { openPackage } from '../../../model/package/open-package.ts';
import { mutatedBytes } from '../../../model/package/testing/mutated-bytes.ts';
import { samplePackage } from '../../../model/package/testing/sample-package.ts';
import { quietContext, temporaryFolder } from '../test-support/small-result.ts';
import { writeWholeFolder } from '../whole-folder/write-whole-folder.ts';
import { givenFiles } from './given-files.ts';
import { unpackFiles } from './unpack-files.ts';
import { checkUnpackable } from './unpack-target.ts';

const { signal } = quietContext;

/** Whether it was unpacked; otherwise it was refused for a reason that the user can mend. */
async function isUnpacked(file: string, folder: string): Promise<boolean> {
  try {
    await using opened = await openPackage(file);
    const given = await givenFiles([], signal);
    const target = { folder, checkReplaceable: checkUnpackable };
    await writeWholeFolder(target, quietContext, (temporary) =>
      unpackFiles(temporary, { opened, name: file, given, howToGive: '', signal }),
    );
    return true;
  } catch (error) {
    if (error instanceof LiveCalcError && error.blame === 'user') return false;
    throw error;
  }
}

it('leaves a whole folder or nothing of a mutated package', async () => {
  const place = temporaryFolder();
  const [file, folder] = [path.join(place, 'model.lcpkg'), path.join(place, 'model')];
  const whole = [
    'livecalc.config.json',
    'manifest.json',
    'policies.csv',
    'tables',
    'tables/expenses.csv',
    'tables/lapse.csv',
    'tables/mortality.csv',
  ].map((name) => `model/${name}`);
  await fc.assert(
    fc.asyncProperty(mutatedBytes(samplePackage()), async (bytes) => {
      writeFileSync(file, bytes);
      const expected = (await isUnpacked(file, folder)) ? ['model', ...whole] : [];
      rmSync(file);
      expect((readdirSync(place, { recursive: true }) as string[]).toSorted()).toEqual(expected);
      rmSync(folder, { recursive: true, force: true });
    }),
    { numRuns: 300 },
  );
});

it.runIf(process.platform === 'linux')('closes what it refuses', async () => {
  const place = temporaryFolder();
  const file = path.join(place, 'model.lcpkg');
  writeFileSync(file, samplePackage({ manifest: () => ({}) }));
  const before = readdirSync('/proc/self/fd').length;
  for (let count = 0; count < 50; count++) {
    expect(await isUnpacked(file, path.join(place, 'model'))).toBe(false);
  }
  expect(readdirSync('/proc/self/fd').length).toBeLessThan(before + 10);
});
