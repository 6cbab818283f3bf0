import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../testing/test-manager.ts';
import { TableCache, WrongBytes, type ExpectedTable } from './table-cache.ts';

function quiet(folder: string): TableCache {
  return new TableCache(folder, () => {});
}

function expectedOf(bytes: Uint8Array): ExpectedTable {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { sha256, bytes: bytes.length, format: 'csv' };
}

async function* inPieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let begin = 0; begin < bytes.length; begin += 1000) {
    yield await Promise.resolve(bytes.subarray(begin, begin + 1000));
  }
}

const table = Buffer.from('age,qx\n'.repeat(10_000));

describe('a table', () => {
  it('is kept under its hash and found again', async () => {
    const cache = quiet(path.join(temporaryFolder(), 'deep', 'cache'));
    const expected = expectedOf(table);
    const stored = await cache.store(expected, inPieces(table));
    expect(path.basename(stored.file)).toBe(`${expected.sha256}.csv`);
    expect(await cache.find(expected.sha256)).toEqual(stored);
    expect(await cache.find('0'.repeat(64))).toBe(null);
  });

  it.each([
    ['is too short', { bytes: table.length + 1 }, true],
    ['is too long', { bytes: table.length - 1 }, false],
    ['has another hash', { sha256: 'f'.repeat(64) }, false],
  ])('that %s is not kept, and nothing of it is left', async (_, change, isShort) => {
    const cache = quiet(temporaryFolder());
    const stored = cache.store({ ...expectedOf(table), ...change }, inPieces(table));
    await expect(stored).rejects.toBeInstanceOf(WrongBytes);
    await expect(stored).rejects.toMatchObject({ isShort });
    expect(readdirSync(cache.folder)).toEqual([]);
  });

  it('whose bytes stop coming leaves nothing', async () => {
    const cache = quiet(temporaryFolder());
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield* inPieces(table.subarray(0, 5000));
      throw await Promise.resolve(new Error('cut'));
    }
    await expect(cache.store(expectedOf(table), broken())).rejects.toThrow('cut');
    expect(readdirSync(cache.folder)).toEqual([]);
  });
});

it('several processes that store the same table at once leave it whole, once', async () => {
  const folder = temporaryFolder();
  const url = new URL('table-cache.ts', import.meta.url).href;
  const { sha256, bytes } = expectedOf(table);
  const program = `
    const { TableCache } = await import(${JSON.stringify(url)});
    const bytes = Buffer.from('age,qx\\n'.repeat(10_000));
    const cache = new TableCache(${JSON.stringify(folder)}, () => {});
    for (let time = 0; time < 20; time++) {
      await cache.store({ sha256: '${sha256}', bytes: ${bytes}, format: 'csv' }, [bytes]);
      if ((await cache.find('${sha256}')) === null) process.exit(3);
    }`;
  const children = [1, 2, 3].map(() =>
    spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: 'inherit' }),
  );
  const codes = await Promise.all(children.map(async (child) => (await once(child, 'exit'))[0]));
  expect(codes).toEqual([0, 0, 0]);
  expect(readdirSync(folder)).toEqual([`${sha256}.csv`]);
  expect(readFileSync(path.join(folder, `${sha256}.csv`))).toEqual(table);
});

/** A disk of 64 KiB; null where nothing may be mounted. */
function tinyDisk(): string | null {
  const folder = temporaryFolder();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    return null;
  }
  onTestFinished(() => void execFileSync('umount', ['--lazy', folder]));
  return folder;
}

it('a full disk is told, and leaves nothing behind', async ({ skip }) => {
  const folder = tinyDisk();
  if (folder === null) {
    process.stdout.write('skipped: nothing may be mounted here, so no disk can be filled\n');
    return skip();
  }
  const large = Buffer.alloc(200_000, 7);
  const stored = quiet(folder).store(expectedOf(large), inPieces(large));
  await expect(stored).rejects.toMatchObject({
    code: 'OUTPUT_UNWRITABLE',
    message: expect.stringMatching(/: the disk is full\. Make room there, or name/) as string,
  });
  expect(readdirSync(folder)).toEqual([]);
});
