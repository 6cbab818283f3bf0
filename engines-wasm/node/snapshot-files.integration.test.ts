import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
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

test('what older versions and processes that were killed left is removed when another is written', async () => {
  const left = ['1', '2', '3', '4'].map((key) => `python-${key.repeat(32)}-0.snapshot`);
  const unfinished = `python-${'5'.repeat(32)}-0.snapshot.4711`;
  for (const [age, name] of [...left, unfinished].entries()) {
    const file = path.join(folder, name);
    await writeFile(file, bytes);
    await utimes(file, 1_000_000 - age, 1_000_000 - age);
  }
  const files = new SnapshotFiles(folder, 'a'.repeat(64));
  await files.write(bytes);
  const kept = await readdir(folder);
  expect(kept).toHaveLength(4);
  expect(kept).toEqual(expect.arrayContaining(left.slice(0, 3)));
  expect(await files.read()).not.toBeNull();
});

test('processes of several versions that write at once all have theirs afterwards', async () => {
  const versions = ['a', 'b', 'c', 'd'].map((key) => new SnapshotFiles(folder, key.repeat(64)));
  await new SnapshotFiles(folder, 'e'.repeat(64)).write(bytes);
  const [old] = await readdir(folder);
  await utimes(path.join(folder, old!), 1, 1);
  await Promise.all(versions.map((one) => one.write(bytes)));
  const found = await Promise.all(versions.map((one) => one.read()));
  expect(found.filter((one) => one === null)).toEqual([]);
  expect(await readdir(folder)).not.toContain(old);
});
