import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { joinBytes } from '../../tables/byte-sink.ts';
import { writeZip, type EntryToWrite } from './write-zip.ts';

function entry(path: string, ...pieces: readonly string[]): EntryToWrite {
  const sizeBytes = Buffer.byteLength(pieces.join(''));
  return { path, sizeBytes, read: () => pieces.map((piece) => Buffer.from(piece)) };
}

async function zipOf(entries: readonly EntryToWrite[]): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of writeZip(entries)) pieces.push(piece);
  return joinBytes(pieces);
}

const entries = [
  entry('manifest.json', '{}\n'),
  entry('tables/ä.csv', 'year,', 'rate\n', '1,0.03\n'),
  entry('empty.csv'),
];

it.each(['UTC', 'Asia/Kathmandu', 'America/St_Johns', 'Pacific/Apia'])(
  'writes these bytes and no others, also in %s',
  async (timeZone) => {
    const before = process.env['TZ'];
    process.env['TZ'] = timeZone;
    try {
      const digest = createHash('sha256')
        .update(await zipOf(entries))
        .digest('hex');
      expect(digest).toBe('195d0c0d6ac19261b11cb43b605918a075d097df102c05c1312b4a944b07dc83');
    } finally {
      if (before === undefined) delete process.env['TZ'];
      else process.env['TZ'] = before;
    }
  },
);

it('throws what reading an entry throws, and reads no further', async () => {
  const read: string[] = [];
  const failing: EntryToWrite = {
    path: 'b.csv',
    sizeBytes: 10,
    read: async function* () {
      read.push('b.csv');
      yield await Promise.resolve(Buffer.from('12345'));
      throw new Error('the disk is gone');
    },
  };
  const last = { ...entry('c.csv', 'x'), read: () => (read.push('c.csv'), []) };
  await expect(zipOf([...entries, failing, last])).rejects.toThrow('the disk is gone');
  expect(read).toEqual(['b.csv']);
});

it('lets go of what it reads when nobody takes its bytes any more', async () => {
  let isLetGo = false;
  const endless: EntryToWrite = {
    path: 'a.csv',
    sizeBytes: 2 ** 30,
    read: async function* () {
      try {
        for (;;) yield await Promise.resolve(Buffer.alloc(2 ** 16));
      } finally {
        isLetGo = true;
      }
    },
  };
  for await (const _ of writeZip([endless])) break;
  await expect.poll(() => isLetGo).toBe(true);
});
