import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { DiskRoom } from '../storage/disk-room.ts';
import { AssetStore } from './asset-store.ts';

const bytes = Buffer.from('age,male_qx\n0,0.1\n');
const sha256 = createHash('sha256').update(bytes).digest('hex');

function emptyStore(maxBytes = 1000): { store: AssetStore; folder: string } {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'livecalc-assets-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return { store: new AssetStore(folder, new DiskRoom(maxBytes)), folder };
}

/** Every file of a folder and its folders. */
function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map(({ name }) => name);
}

it('stores bytes under their hash, for one tenant alone', async () => {
  const { store, folder } = emptyStore();
  const asset = await store.put('../acme', [bytes], { name: 'mortality.csv', sha256 });
  expect(readFileSync(asset.file)).toEqual(bytes);
  expect(path.basename(asset.file)).toBe(sha256);
  expect(path.relative(folder, asset.file)).toMatch(/^[0-9a-f]{32}[/\\][0-9a-f]{64}$/);
  expect(store.pin('../acme', sha256)?.file).toBe(asset.file);
  expect(store.pin('other', sha256)).toBeUndefined();
});

it('refuses bytes of another hash and keeps nothing of them', async () => {
  const { store, folder } = emptyStore();
  const wrong = store.put('acme', [bytes], { name: 'mortality.csv', sha256: '0'.repeat(64) });
  await expect(wrong).rejects.toMatchObject({ code: 'ASSET_CHANGED' });
  expect(filesOf(folder)).toEqual([]);
});

it('keeps nothing of an upload that breaks off', async () => {
  const { store, folder } = emptyStore();
  const broken = async function* (): AsyncIterable<Uint8Array> {
    yield bytes;
    throw new Error('the client is gone');
  };
  await expect(store.put('acme', broken(), { name: 'a' })).rejects.toThrow('the client is gone');
  expect(filesOf(folder)).toEqual([]);
});

it('stores one file for equal uploads that come at once', async () => {
  const { store, folder } = emptyStore();
  const puts = Array.from({ length: 5 }, () => store.put('acme', [bytes], { name: 'a', sha256 }));
  const assets = await Promise.all(puts);
  expect(new Set(assets.map(({ file }) => file)).size).toBe(1);
  expect(filesOf(folder)).toEqual([sha256]);
});

it('evicts what no job uses, and refuses what has no room beside what jobs use', async () => {
  const { store, folder } = emptyStore(100);
  const used = await store.put('acme', [Buffer.alloc(60, 'u')], { name: 'used' });
  const idle = await store.put('acme', [Buffer.alloc(30, 'i')], { name: 'idle' });
  idle[Symbol.dispose]();
  const more = store.put('acme', [Buffer.alloc(39, 'm')], { name: 'more' });
  await expect(more).resolves.toMatchObject({ sizeBytes: 39 });
  expect(existsSync(idle.file)).toBe(false);
  expect(store.pin('acme', idle.sha256)).toBeUndefined();
  const tooMuch = store.put('acme', [Buffer.alloc(2, 't')], { name: 'too much' });
  await expect(tooMuch).rejects.toMatchObject({ code: 'STORAGE_FULL' });
  expect(existsSync(used.file)).toBe(true);
  expect(filesOf(folder)).toHaveLength(2);
});
