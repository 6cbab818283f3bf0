import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { thrownBy } from '../../service/testing/thrown.ts';
import { openFolderObjects } from './folder-objects.ts';
import {
  hashOf,
  inPieces,
  objectStoreContract,
  someBytes,
} from './testing/object-store-contract.ts';

const roomy = 2 ** 30;
const plain = { name: 'lapse.csv', maxBytes: roomy };

async function temporaryFolder(): Promise<string> {
  return await mkdtemp(path.join(os.tmpdir(), 'livecalc-objects-'));
}

describe('objects in a folder', () => {
  let folder: string;
  objectStoreContract(async () => {
    folder = await temporaryFolder();
    return await openFolderObjects({ folder, maxBytes: roomy });
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
});

describe('the folder of objects', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await temporaryFolder();
    return () => rm(folder, { recursive: true, force: true });
  });
  const open = (maxBytes = roomy, staleMs = 60_000) =>
    openFolderObjects({ folder, maxBytes, staleMs });

  it('holds a file under the hash of its bytes, in the folder of its tenant, named by no tenant', async () => {
    await using store = await open();
    const { sha256 } = await store.put('../acme', [Buffer.from('x')], plain);
    const file = store.localFile('../acme', sha256)!;
    expect(path.relative(folder, file)).toMatch(/^objects\/[0-9a-f]{32}\/[0-9a-f]{64}$/);
    await store.remove('../acme', sha256);
    expect(await readdir(path.join(folder, 'objects'))).toEqual([]);
    expect(await readdir(path.join(folder, 'incoming'))).toEqual([]);
  });

  it('takes no more than it may hold, and again once something was removed', async () => {
    await using store = await open(1000);
    const { sha256 } = await store.put('acme', [Buffer.alloc(700)], plain);
    const more = inPieces(Buffer.alloc(400, 1), 100);
    expect((await thrownBy(() => store.put('acme', more, plain))).code).toBe('STORAGE_FULL');
    await store.remove('acme', sha256);
    await store.put('acme', [Buffer.alloc(900, 2)], plain);
    expect(await store.size()).toEqual({ objects: 1, bytes: 900 });
  });

  it('counts what it held before it was opened', async () => {
    await using first = await open();
    await first.put('acme', [Buffer.alloc(700)], plain);
    await using second = await open(1000);
    const error = await thrownBy(() => second.put('acme', [Buffer.alloc(301, 1)], plain));
    expect(error.code).toBe('STORAGE_FULL');
  });

  it('is shared: what one gateway has put another finds, and neither takes away what the other writes', async () => {
    await using one = await open();
    const held = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const slow = async function* (): AsyncGenerator<Buffer> {
      yield Buffer.from('half ');
      begun.resolve();
      await held.promise;
      yield Buffer.from('and half');
    };
    const putting = one.put('acme', slow(), plain);
    await begun.promise;
    await using other = await open();
    held.resolve();
    const { sha256 } = await putting;
    expect(await other.find('acme', sha256)).toMatchObject({ sizeBytes: 13 });
  });

  it('loses half-written files that nobody touches any more, and keeps those that somebody does', async () => {
    const incoming = path.join(folder, 'incoming');
    await mkdir(incoming);
    const [left, young] = [path.join(incoming, 'a.partial'), path.join(incoming, 'b.partial')];
    for (const file of [left, young]) await writeFile(file, 'half');
    const longAgo = new Date(Date.now() - 61_000);
    await utimes(left, longAgo, longAgo);
    await using _store = await open();
    expect(await readdir(incoming)).toEqual(['b.partial']);
  });

  it('holds whole objects only when the process that writes them is killed', async () => {
    const child = spawn(
      process.execPath,
      [path.join(import.meta.dirname, 'testing/put-until-killed.ts'), folder],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'exit');
    await using store = await open(roomy, 1);
    const [tenant] = await readdir(path.join(folder, 'objects'));
    const names = await readdir(path.join(folder, 'objects', tenant!));
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) {
      expect(hashOf(Buffer.concat(await Array.fromAsync(store.read('acme', name))))).toBe(name);
    }
    expect(await readdir(path.join(folder, 'incoming'))).toEqual([]);
  });

  it('says that the disk is full, leaves nothing of what did not fit, and goes on', async (context) => {
    const disk = path.join(folder, 'disk');
    await mkdir(disk);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', disk], { stdio: 'pipe' });
    } catch {
      process.stdout.write('skipped: a small disk can only be mounted by root on Linux\n');
      return context.skip();
    }
    try {
      await using store = await openFolderObjects({ folder: disk, maxBytes: roomy });
      const large = inPieces(someBytes(8 * 2 ** 20), 2 ** 16);
      expect((await thrownBy(() => store.put('acme', large, plain))).code).toBe('STORAGE_FULL');
      expect(await readdir(path.join(disk, 'incoming'))).toEqual([]);
      await store.put('acme', [someBytes(2 ** 20)], plain);
      expect(await store.size()).toEqual({ objects: 1, bytes: 2 ** 20 });
    } finally {
      execFileSync('umount', [disk]);
    }
  });

  it('says which disk error it met', async () => {
    await using store = await open();
    await rm(path.join(folder, 'incoming'), { recursive: true });
    const error = await thrownBy(() => store.put('acme', [someBytes(10)], plain));
    expect(error).toMatchObject({ code: 'BACKEND_UNAVAILABLE', details: { found: 'ENOENT' } });
  });
});
