import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SnapshotFiles } from './snapshot-files.ts';

let folder = '';
const bytes = new Uint8Array([1, 2, 3]);

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'livecalc-snapshots-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

test('a snapshot that was kept is read by the next process', async () => {
  const cache = path.join(folder, 'made', 'when needed');
  await new SnapshotFiles(cache, 'a'.repeat(64)).write(bytes);
  expect(new Uint8Array((await new SnapshotFiles(cache, 'a'.repeat(64)).read())!)).toEqual(bytes);
});

test('a snapshot of another library or version is not used', async () => {
  await new SnapshotFiles(folder, 'a'.repeat(64)).write(bytes);
  expect(await new SnapshotFiles(folder, 'b'.repeat(64)).read()).toBeNull();
});

test('bytes that do not have the hash of their name are not used', async () => {
  const files = new SnapshotFiles(folder, 'a'.repeat(64));
  await files.write(bytes);
  const [name] = await readdir(folder);
  await writeFile(path.join(folder, name!), new Uint8Array([1, 2]));
  expect(await files.read()).toBeNull();
});

test('where nothing can be written there is no snapshot and no error', async () => {
  const file = path.join(folder, 'file');
  await writeFile(file, '');
  const files = new SnapshotFiles(path.join(file, 'below'), 'a'.repeat(64));
  await files.write(bytes);
  expect(await files.read()).toBeNull();
});
