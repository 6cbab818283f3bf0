/** Zips as nobody should make them: every field says what it is told to. */
import { crc32, deflateRawSync } from 'node:zlib';

export interface RawEntry {
  readonly path: string | Uint8Array;
  readonly content?: string | Uint8Array;
  readonly isDeflated?: boolean;
  /** Of Unix, with the kind of file. */
  readonly mode?: number;
  /** Bit 0: encrypted. */
  readonly flags?: number;
  readonly method?: number;
  /** What the directory says of the unpacked size. */
  readonly declaredBytes?: number;
}

export function rawZip(entries: readonly RawEntry[]): Uint8Array<ArrayBuffer> {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const { local, central } = rawEntry(entry, offset);
    locals.push(local);
    directory.push(central);
    offset += local.length;
  }
  const sizeBytes = directory.reduce((sum, { length }) => sum + length, 0);
  const count = entries.length;
  const end = [u32(0x06054b50), u16(0, 0, count, count), u32(sizeBytes, offset), u16(0)];
  return new Uint8Array(Buffer.concat([...locals, ...directory, ...end]));
}

function rawEntry(entry: RawEntry, offset: number): { local: Buffer; central: Buffer } {
  const { mode = 0o100_644, flags = 0x800, isDeflated = false } = entry;
  const path = Buffer.from(entry.path as string);
  const content = Buffer.from((entry.content ?? '') as string);
  const packed = isDeflated ? deflateRawSync(content) : content;
  const { method = isDeflated ? 8 : 0, declaredBytes = content.length } = entry;
  const common = Buffer.concat([
    u16(20, flags, method, 0, 0x21),
    u32(crc32(content), packed.length, declaredBytes),
    u16(path.length, 0),
  ]);
  const madeByUnix = u16(0x031e);
  const place = [u16(0, 0, 0), u32((mode << 16) >>> 0, offset)];
  return {
    local: Buffer.concat([u32(0x04034b50), common, path, packed]),
    central: Buffer.concat([u32(0x02014b50), madeByUnix, common, ...place, path]),
  };
}

function u16(...values: readonly number[]): Buffer {
  return Buffer.from(Uint16Array.from(values).buffer);
}

function u32(...values: readonly number[]): Buffer {
  return Buffer.from(Uint32Array.from(values).buffer);
}
