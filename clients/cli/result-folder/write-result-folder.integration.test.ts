import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { LiveCalcError } from '../../../contracts/errors.ts';
import {
  awkwardTables,
  quietContext,
  resultOf,
  temporaryFolder,
} from '../test-support/small-result.ts';
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
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'result.json'), 'older');
  const failing: ResultFolderContent = {
    ...content,
    describe: () => {
      throw new Error('half-way');
    },
  };
  await expect(writeResultFolder(folder, failing, quietContext)).rejects.toThrow('half-way');
  expect(readdirSync(parent)).toEqual(['out']);
  expect(readFileSync(path.join(folder, 'result.json'), 'utf8')).toBe('older');
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
