import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFileSink } from './file-sink.ts';
import { openFile } from './file-source.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'files-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('a file to read', () => {
  it('gives the bytes that are asked for', async () => {
    await writeFile(join(folder, 'a.csv'), 'abcdef');
    await using source = await openFile(join(folder, 'a.csv'), 'a.csv');
    expect(source).toMatchObject({ name: 'a.csv', sizeBytes: 6 });
    expect(Buffer.from(await source.read(2, 4)).toString()).toBe('cd');
  });

  it('that is not there is named, with the folder that was looked in', async () => {
    const open = openFile(join(folder, 'lapse.csv'), 'lapse.csv');
    await expect(open).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
      details: { file: 'lapse.csv' },
    });
    await expect(open).rejects.toThrow(
      `There is no file lapse.csv: looked for lapse.csv in ${folder}`,
    );
  });

  it('that is a folder, or shrinks, cannot be read', async () => {
    await expect(openFile(folder, 'x')).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
    await writeFile(join(folder, 'a.csv'), 'abcdef');
    await using source = await openFile(join(folder, 'a.csv'), 'a.csv');
    await writeFile(join(folder, 'a.csv'), 'abc');
    await expect(source.read(0, 6)).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  });
});

describe('what is no regular file', () => {
  it.runIf(process.platform !== 'win32')('is refused before it is opened', async () => {
    const pipe = join(folder, 'pipe.csv');
    execFileSync('mkfifo', [pipe]);
    for (const [path, kind] of [
      [pipe, 'a pipe'],
      ['/dev/zero', 'a device'],
      [folder, 'a folder'],
    ] as const) {
      const error = { code: 'FILE_UNREADABLE', details: { file: 'x', found: kind } };
      await expect(openFile(path, 'x')).rejects.toMatchObject(error);
    }
  });
});

describe('a file to write', () => {
  const path = (): string => join(folder, 'out.csv');
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

  it('appears whole when it is closed', async () => {
    const sink = createFileSink(path());
    await sink.write(bytes('ab'));
    await sink.write(bytes('cd'));
    expect(await readdir(folder)).toEqual(['out.csv.partial']);
    await sink.close();
    await sink.close();
    expect(await readdir(folder)).toEqual(['out.csv']);
    expect(await readFile(path(), 'utf8')).toBe('abcd');
  });

  it('leaves nothing when it is aborted, and an earlier file as it was', async () => {
    await writeFile(path(), 'before');
    const sink = createFileSink(path());
    await sink.write(bytes('ab'));
    await sink.abort();
    expect(await readdir(folder)).toEqual(['out.csv']);
    expect(await readFile(path(), 'utf8')).toBe('before');
  });

  it('in a folder that is not there is OUTPUT_UNWRITABLE', async () => {
    const sink = createFileSink(join(folder, 'missing', 'out.csv'));
    await expect(sink.write(bytes('x'))).rejects.toMatchObject({ code: 'OUTPUT_UNWRITABLE' });
  });
});
