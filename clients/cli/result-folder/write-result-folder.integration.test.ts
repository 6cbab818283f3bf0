import { spawnSync } from 'node:child_process';
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { LiveCalcError } from '../../../contracts/errors.ts';
import { previousOf } from '../thread-messages.ts';
import {
  awkwardTables,
  quietContext,
  resultOf,
  temporaryFolder,
} from '../test-support/small-result.ts';
import { temporaryPath } from '../whole-folder/leftovers.ts';
import { folderTarget } from '../whole-folder/folder-target.ts';
import { writeResultFolder, type ResultFolderContent } from './write-result-folder.ts';

const content: ResultFolderContent = {
  tables: awkwardTables,
  format: 'csv',
  describe: () => resultOf(awkwardTables),
};
const written = ['policies.csv', 'result.json', 'scenarios.csv'];

it('writes one file per table and result.json', async () => {
  const folder = path.join(temporaryFolder(), 'deep', 'out');
  await writeResultFolder(folder, content, quietContext);
  expect(readdirSync(folder).toSorted()).toEqual(written);
  const result: unknown = JSON.parse(readFileSync(path.join(folder, 'result.json'), 'utf8'));
  expect(result).toEqual(resultOf(awkwardTables));
});

it('replaces an older result whole, leaving none of its files', async () => {
  const parent = temporaryFolder();
  const folder = path.join(parent, 'out');
  await writeResultFolder(folder, { ...content, format: 'arrow' }, quietContext);
  await writeResultFolder(folder, content, quietContext);
  expect(readdirSync(folder).toSorted()).toEqual(written);
  expect(readdirSync(parent)).toEqual(['out']);
});

it('fills an empty folder', async () => {
  const folder = temporaryFolder();
  await writeResultFolder(folder, content, quietContext);
  expect(readdirSync(folder).toSorted()).toEqual(written);
});

it('refuses a folder that holds something else, and leaves it as it was', async () => {
  const folder = temporaryFolder();
  writeFileSync(path.join(folder, 'thesis.txt'), 'precious');
  await expect(writeResultFolder(folder, content, quietContext)).rejects.toMatchObject({
    code: 'OUTPUT_UNWRITABLE',
  });
  expect(readdirSync(folder)).toEqual(['thesis.txt']);
});

it('refuses a path that is a file', async () => {
  const file = path.join(temporaryFolder(), 'out');
  writeFileSync(file, '');
  await expect(writeResultFolder(file, content, quietContext)).rejects.toThrow(LiveCalcError);
});

it('leaves the older result and nothing else when writing fails half-way', async () => {
  const parent = temporaryFolder();
  const folder = path.join(parent, 'out');
  const older = JSON.stringify(resultOf([]));
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'result.json'), older);
  const failing: ResultFolderContent = {
    ...content,
    describe: () => {
      throw new Error('half-way');
    },
  };
  await expect(writeResultFolder(folder, failing, quietContext)).rejects.toThrow('half-way');
  expect(readdirSync(parent)).toEqual(['out']);
  expect(readFileSync(path.join(folder, 'result.json'), 'utf8')).toBe(older);
});

it('leaves nothing when it is cancelled', async () => {
  const parent = temporaryFolder();
  const reason = new LiveCalcError('CANCELLED', 'stopped');
  const cancelled = { ...quietContext, signal: AbortSignal.abort(reason) };
  await expect(writeResultFolder(path.join(parent, 'out'), content, cancelled)).rejects.toBe(
    reason,
  );
  expect(readdirSync(parent)).toEqual([]);
});

it.each(['older', '{"columns": 1}', '{"name": "thesis.x"}'])(
  'refuses a folder whose result.json is %s',
  async (text) => {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, 'result.json'), text);
    await expect(writeResultFolder(folder, content, quietContext)).rejects.toThrow(
      /result\.json does not describe a result/,
    );
    expect(readFileSync(path.join(folder, 'result.json'), 'utf8')).toBe(text);
  },
);

it.runIf(process.platform === 'linux')('ends where a parent takes no folder', async () => {
  const writing = writeResultFolder('/proc/livecalc/out', content, quietContext);
  await expect(writing).rejects.toMatchObject({ code: 'OUTPUT_UNWRITABLE' });
});

it('follows a symbolic link, which stays, also where it leads to nothing yet', async () => {
  const parent = temporaryFolder();
  const link = path.join(parent, 'latest');
  symlinkSync('real', link);
  for (const _ of ['new', 'replaced']) {
    await writeResultFolder(await folderTarget(link, []), content, quietContext);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readdirSync(link).toSorted()).toEqual(written);
    expect(readdirSync(parent).toSorted()).toEqual(['latest', 'real']);
  }
});

it('refuses a folder that the current one, the config or an input lies in', async () => {
  const folder = temporaryFolder();
  const input = path.join(folder, 'deep', 'policies.csv');
  for (const [target, needed] of [
    [process.cwd(), []],
    [path.dirname(process.cwd()), []],
    [folder, [input]],
    [input, [input]],
  ] as const) {
    await expect(folderTarget(target, needed)).rejects.toMatchObject({ code: 'OUTPUT_UNWRITABLE' });
  }
  expect(await folderTarget(path.join(folder, 'deep', 'out'), [input])).toContain('out');
});

describe('what a killed process left', () => {
  const { pid } = spawnSync(process.execPath, ['--version']);

  /** A temporary of a process that has ended. */
  function leftoverOf(folder: string): string {
    return temporaryPath(folder).replace(`.${process.pid}.`, `.${pid}.`);
  }

  it('is removed by the next result of that name; what lives or is another’s stays', async () => {
    const parent = temporaryFolder();
    const folder = path.join(parent, 'out');
    const alive = temporaryPath(folder);
    const others = leftoverOf(path.join(parent, 'out.b'));
    for (const one of [leftoverOf(folder), previousOf(leftoverOf(folder)), alive, others]) {
      mkdirSync(one);
    }
    await writeResultFolder(folder, content, quietContext);
    const names = [folder, alive, others].map((one) => path.basename(one));
    expect(readdirSync(parent).toSorted()).toEqual(names.toSorted());
    expect(readdirSync(folder).toSorted()).toEqual(written);
  });

  it('between its two renames is put back: a run that fails leaves the older result', async () => {
    const folder = path.join(temporaryFolder(), 'out');
    await writeResultFolder(folder, content, quietContext);
    const left = leftoverOf(folder);
    renameSync(folder, previousOf(left));
    mkdirSync(left);
    const cancelled = { ...quietContext, signal: AbortSignal.abort(new Error('stopped')) };
    await expect(writeResultFolder(folder, content, cancelled)).rejects.toThrow('cancelled');
    expect(readdirSync(path.dirname(folder))).toEqual(['out']);
    expect(readdirSync(folder).toSorted()).toEqual(written);
  });
});
