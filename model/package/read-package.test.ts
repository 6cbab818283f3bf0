/** Packages that anyone may have made: each limit and each refusal has its code. */
import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../contracts/errors.ts';
import { joinBytes } from '../../tables/byte-sink.ts';
import { memorySource } from '../../tables/byte-source.ts';
import { readPackage } from './open-package.ts';
import { localLimits, type PackageLimits } from './package-limits.ts';
import type { RawEntry } from './testing/raw-zip.ts';
import { sampleConfig, sampleFiles, samplePackage } from './testing/sample-package.ts';

/** Opens it and reads everything; the files by path. */
async function readAll(
  bytes: Uint8Array<ArrayBuffer>,
  limits: Partial<PackageLimits> = {},
): Promise<Record<string, string>> {
  const source = memorySource('model.lcpkg', bytes);
  const opened = await readPackage(source, { ...localLimits, ...limits });
  const files: Record<string, string> = {};
  for (const asset of opened.manifest.assets.filter(({ included }) => included)) {
    const pieces: Uint8Array[] = [];
    for await (const piece of opened.read(asset)) pieces.push(piece);
    files[asset.path] = Buffer.from(joinBytes(pieces)).toString();
  }
  return files;
}

/** A refusal of the package by a code; what was found and expected is there, these words in it. */
function refusal(code: ErrorCode, found = '', expected = ''): object {
  const details = {
    file: 'model.lcpkg',
    found: expect.stringContaining(found) as string,
    expected: expect.stringContaining(expected) as string,
  };
  return { code, message: expect.stringContaining('model.lcpkg') as string, details };
}

/** The sample with one more entry, or its last one changed. */
function withEntry(entry: RawEntry): Uint8Array<ArrayBuffer> {
  return samplePackage({ entries: (entries) => [...entries, entry] });
}
function withLast(change: Partial<RawEntry>): Uint8Array<ArrayBuffer> {
  return samplePackage({ entries: (all) => [...all.slice(0, -1), { ...all.at(-1)!, ...change }] });
}

describe('a package as it should be', () => {
  it('gives manifest, configuration and files', async () => {
    const opened = await readPackage(memorySource('p', samplePackage()), localLimits);
    expect(opened.manifest.assets.map(({ path }) => path)).toEqual(Object.keys(sampleFiles));
    expect(opened.config.assumptions).toEqual(sampleConfig.assumptions);
    expect(opened.config.scenarios).toMatchObject({ count: 10, seed: 42 });
    expect(await readAll(samplePackage())).toEqual(sampleFiles);
  });

  it('may have been deflated by another tool, whatever it says of unpacked sizes', async () => {
    const deflated = samplePackage({
      entries: (all) => all.map((one) => ({ ...one, isDeflated: true, declaredBytes: 1 })),
    });
    expect(await readAll(deflated)).toEqual(sampleFiles);
  });

  it('may leave out what its manifest says is not included', async () => {
    const byHash = samplePackage({
      manifest: (manifest) => ({
        ...manifest,
        assets: manifest.assets.map((one) => ({ ...one, included: one.path !== 'policies.csv' })),
      }),
      entries: (all) => all.filter(({ path }) => path !== 'policies.csv'),
    });
    const { 'policies.csv': _, ...others } = sampleFiles;
    expect(await readAll(byHash)).toEqual(others);
  });
});

describe('limits', () => {
  const large = { 'policies.csv': '0'.repeat(3 * 2 ** 20) };
  const bomb = samplePackage({
    files: { ...sampleFiles, ...large },
    entries: (all) => all.map((one) => ({ ...one, isDeflated: true })),
  });

  it('of the file: PACKAGE_TOO_LARGE', async () => {
    const bytes = samplePackage();
    const reading = readAll(bytes, { packageBytes: bytes.length - 1 });
    await expect(reading).rejects.toMatchObject(
      refusal('PACKAGE_TOO_LARGE', `${bytes.length} bytes`, `at most ${bytes.length - 1} bytes`),
    );
    expect(await readAll(bytes, { packageBytes: bytes.length })).toEqual(sampleFiles);
  });

  it('of what is in it: UNPACKED_TOO_LARGE', async () => {
    await expect(readAll(bomb, { unpackedBytes: 3 * 2 ** 20 })).rejects.toMatchObject(
      refusal('UNPACKED_TOO_LARGE', 'bytes', 'at most 3145728 bytes'),
    );
  });

  it('of manifest and configuration, which are held in memory: UNPACKED_TOO_LARGE', async () => {
    const endless = { path: 'manifest.json', content: ' '.repeat(2 ** 21), isDeflated: true };
    const bytes = samplePackage({ entries: ([, ...others]) => [endless, ...others] });
    await expect(readAll(bytes)).rejects.toMatchObject(
      refusal('UNPACKED_TOO_LARGE', 'bytes', 'at most 1048576 bytes'),
    );
  });

  it('of compression, for one file: COMPRESSION_RATIO_EXCEEDED', async () => {
    await expect(readAll(bomb, { compressionRatio: 100 })).rejects.toMatchObject(
      refusal('COMPRESSION_RATIO_EXCEEDED', '3145728 bytes out of', 'at most 100 times'),
    );
    const files = await readAll(bomb, { compressionRatio: 100_000 });
    expect(files['policies.csv']).toHaveLength(3 * 2 ** 20);
  });

  it('of compression, for many small files together', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `part-${index + 10}.csv`);
    const small = Object.fromEntries(names.map((name) => [name, '0'.repeat(2 ** 19)]));
    const bytes = samplePackage({
      files: small,
      entries: (all) => all.map((one) => ({ ...one, isDeflated: true })),
    });
    await expect(readAll(bytes)).rejects.toMatchObject(
      refusal('COMPRESSION_RATIO_EXCEEDED', '10485', 'at most 200 times'),
    );
  });

  it('of entries: TOO_MANY_FILES', async () => {
    await expect(readAll(samplePackage(), { files: 5 })).rejects.toMatchObject(
      refusal('TOO_MANY_FILES', '6', 'at most 5'),
    );
    expect(await readAll(samplePackage(), { files: 6 })).toEqual(sampleFiles);
  });

  it('of files that the manifest lists: TOO_MANY_FILES, whatever they are', async () => {
    const assets = Array.from({ length: 400_000 }, () => 0);
    const bytes = samplePackage({ manifest: (manifest) => ({ ...manifest, assets }) });
    await expect(readAll(bytes)).rejects.toMatchObject(
      refusal('TOO_MANY_FILES', '400000 assets', 'at most 10000'),
    );
  });

  it('of nesting: JSON_TOO_DEEP', async () => {
    const deep = `{"a":${'['.repeat(70)}${']'.repeat(70)}}`;
    const inConfig = samplePackage({ configText: deep });
    await expect(readAll(inConfig)).rejects.toMatchObject(refusal('JSON_TOO_DEEP', '"["', '64'));
    const inManifest = samplePackage({
      entries: ([, ...others]) => [{ path: 'manifest.json', content: deep }, ...others],
    });
    await expect(readAll(inManifest)).rejects.toMatchObject(refusal('JSON_TOO_DEEP', '"["', '64'));
  });
});

describe('a path', () => {
  it.each([
    ['that leads out', '../evil.csv', 'without . and ..'],
    ['that leads out further down', 'a/../../evil.csv', 'without . and ..'],
    ['that is the folder itself', './a.csv', 'without . and ..'],
    ['that is absolute', '/etc/passwd', 'a relative path'],
    ['with a backslash', '..\\evil.csv', 'a relative path'],
    ['with a drive', 'C:evil.csv', 'a relative path'],
    ['with a NUL', 'policies.csv\0.txt', 'a relative path'],
    ['with an escape sequence', 'a\u001B[2J.csv', 'without control characters'],
    ['with an empty part', 'a//b.csv', 'a relative path'],
    ['without a name', '', 'a relative path'],
    ['that is longer than any file system takes', `${'a'.repeat(256)}.csv`, 'at most 255'],
    ['that Windows would cut', 'policies.csv.', 'that Windows has too'],
    ['that is a device of Windows', 'tables/NUL.csv', 'that Windows has too'],
    ['that is not in NFC', 'e\u0301.csv', 'Unicode form NFC'],
  ])('%s is PATH_UNSAFE', async (_, path, expected) => {
    const error = refusal('PATH_UNSAFE', '', expected);
    await expect(readAll(withEntry({ path }))).rejects.toMatchObject(error);
    const listed = samplePackage({
      manifest: ({ assets, ...rest }) => ({
        ...rest,
        assets: [{ ...assets[0]!, path }, ...assets.slice(1)],
      }),
    });
    await expect(readAll(listed)).rejects.toMatchObject({ code: 'PACKAGE_INVALID' });
  });

  it('that is not UTF-8 is PATH_UNSAFE', async () => {
    const bytes = withEntry({ path: Uint8Array.of(0x61, 0xff) });
    await expect(readAll(bytes)).rejects.toMatchObject(refusal('PATH_UNSAFE', 'ÿ', 'UTF-8'));
  });

  it.each([
    ['occurs twice', 'policies.csv'],
    ['differs from another only in case', 'Policies.CSV'],
    ['differs from the manifest’s only in case', 'MANIFEST.json'],
    ['is a folder of another', 'Tables'],
    ['lies in another', 'policies.csv/a.csv'],
  ])('that %s is PATH_UNSAFE', async (_, path) => {
    const error = refusal('PATH_UNSAFE', path, 'different files on every system');
    await expect(readAll(withEntry({ path }))).rejects.toMatchObject(error);
  });
});

describe('an entry', () => {
  it.each([
    ['a symbolic link', 0o120_777],
    ['a device', 0o020_666],
    ['a block device', 0o060_666],
    ['a pipe', 0o010_666],
    ['a socket', 0o140_666],
  ])('that is %s is LINK_REFUSED', async (_, mode) => {
    const bytes = withLast({ mode });
    const error = refusal('LINK_REFUSED', mode.toString(8), 'a regular file');
    await expect(readAll(bytes)).rejects.toMatchObject(error);
  });

  it.each<[string, RawEntry, string]>([
    ['a folder by its name', { path: 'tables/' }, 'the folder "tables/"'],
    ['a folder by its mode', { path: 'more', mode: 0o040_755 }, 'the folder "more"'],
    ['not in the manifest', { path: 'notes.txt' }, 'notes.txt'],
  ])('that is %s is PACKAGE_INVALID', async (_, entry, found) => {
    await expect(readAll(withEntry(entry))).rejects.toMatchObject(
      refusal('PACKAGE_INVALID', found),
    );
  });

  it.each<[string, Partial<RawEntry>, string]>([
    ['encrypted', { flags: 0x801 }, 'encrypted'],
    ['packed in another way', { method: 12 }, 'compression method 12'],
    ['no deflated data', { method: 8 }, ''],
  ])('that is %s is PACKAGE_INVALID', async (_, change, found) => {
    await expect(readAll(withLast(change))).rejects.toMatchObject(
      refusal('PACKAGE_INVALID', found),
    );
  });

  it('that is not there, though the manifest includes it, is ASSET_MISSING', async () => {
    const bytes = samplePackage({ entries: (all) => all.slice(0, -1) });
    await expect(readAll(bytes)).rejects.toMatchObject({
      code: 'ASSET_MISSING',
      details: {
        missing: [
          {
            path: 'tables/mortality.csv',
            sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
          },
        ],
      },
    });
  });

  it('that is said to be a version of an assumption must have its bytes', async () => {
    const pin = { name: 'lapse', asked: 'latest', version: '3', status: 'approved' };
    const claim = { ...pin, sha256: 'f'.repeat(64), path: 'tables/lapse.csv' };
    const bytes = samplePackage({
      manifest: (manifest) => ({ ...manifest, assumptions: [claim] }),
    });
    await expect(readAll(bytes)).rejects.toMatchObject({
      code: 'PACKAGE_INVALID',
      details: { expected: 'f'.repeat(64) },
    });
  });

  it('that comes before another of the manifest is PACKAGE_INVALID', async () => {
    const swapped = samplePackage({
      entries: ([first, second, a, b, ...others]) => [first!, second!, b!, a!, ...others],
    });
    const error = refusal('PACKAGE_INVALID', 'tables/expenses.csv', 'policies.csv');
    await expect(readAll(swapped)).rejects.toMatchObject(error);
    const manifestLast = samplePackage({
      entries: ([manifest, ...others]) => [...others, manifest!],
    });
    const other = refusal('PACKAGE_INVALID', 'livecalc.config.json', 'manifest.json');
    await expect(readAll(manifestLast)).rejects.toMatchObject(other);
  });

  const content = sampleFiles['tables/mortality.csv']!;
  it.each([
    ['another byte', content.replace('0.001', '0.002'), 'SHA-256'],
    ['more bytes', `${content} `, `${content.length + 1} bytes or more`],
    ['fewer bytes', content.slice(1), `${content.length - 1} bytes`],
    ['no bytes', '', '0 bytes'],
  ])('with %s than the manifest says is ASSET_CHANGED', async (_, changed, found) => {
    const bytes = withLast({ content: changed });
    await expect(readAll(bytes)).rejects.toMatchObject(refusal('ASSET_CHANGED', found));
    const deflated = withLast({
      content: changed,
      isDeflated: true,
      declaredBytes: content.length,
    });
    await expect(readAll(deflated)).rejects.toMatchObject(refusal('ASSET_CHANGED', found));
  });

  it('hands out no more bytes than the manifest says', async () => {
    const bytes = withLast({ content: new Uint8Array(2 ** 24), isDeflated: true });
    const opened = await readPackage(memorySource('p', bytes), localLimits);
    let handedOut = 0;
    const reading = async (): Promise<void> => {
      for await (const piece of opened.read(opened.manifest.assets.at(-1)!)) {
        handedOut += piece.length;
      }
    };
    await expect(reading()).rejects.toMatchObject({ code: 'ASSET_CHANGED' });
    expect(handedOut).toBeLessThanOrEqual(content.length);
  });

  it('that is the configuration, changed, is ASSET_CHANGED', async () => {
    const other = JSON.stringify({ ...sampleConfig, groupBy: ['age'] });
    const bytes = samplePackage({
      entries: ([first, second, ...others]) => [first!, { ...second!, content: other }, ...others],
    });
    await expect(readAll(bytes)).rejects.toMatchObject(refusal('ASSET_CHANGED'));
  });
});

describe('a manifest', () => {
  it.each<[string, (manifest: object) => unknown, string]>([
    ['of a later version', (manifest) => ({ ...manifest, v: 2 }), '1'],
    ['with a key that nobody knows', (manifest) => ({ ...manifest, note: '' }), 'v'],
    ['that is a list', () => [], 'an object'],
    ['without assets', (manifest) => ({ ...manifest, assets: undefined }), 'a list'],
  ])('%s is PACKAGE_INVALID', async (_, manifest, expected) => {
    const error = refusal('PACKAGE_INVALID', '', expected);
    await expect(readAll(samplePackage({ manifest }))).rejects.toMatchObject(error);
  });

  it('whose assets are not in order is PACKAGE_INVALID', async () => {
    const bytes = samplePackage({
      manifest: ({ assets, ...rest }) => ({ ...rest, assets: assets.toReversed() }),
    });
    const error = refusal('PACKAGE_INVALID', 'tables/lapse.csv after', 'ascending');
    await expect(readAll(bytes)).rejects.toMatchObject(error);
  });

  it.each([
    ['no JSON', '{', 'PACKAGE_INVALID'],
    ['no text', Uint8Array.of(0xff), 'PACKAGE_INVALID'],
    ['empty', '', 'PACKAGE_INVALID'],
  ] as const)('that is %s is %s', async (_, content, code) => {
    const bytes = samplePackage({
      entries: ([, ...others]) => [{ path: 'manifest.json', content }, ...others],
    });
    await expect(readAll(bytes)).rejects.toMatchObject(refusal(code));
  });
});

describe('a configuration', () => {
  const text = (config: object): string => JSON.stringify({ ...sampleConfig, ...config });
  it.each([
    ['that is not JSON', '{"policies"', 'livecalc.config.json, line 1'],
    ['with a misspelt key', text({ polices: 1 }), 'did you mean policies?'],
    ['that names a file that is not listed', text({ policies: 'local://p.csv' }), 'names p.csv'],
    ['that does not name a listed file', text({ policies: 'local://tables/lapse.csv' }), 'lists'],
    [
      'with a sensitivity that cannot be',
      text({ sensitivities: [{ name: 'a', set: { policies: 1 } }] }),
      'Sensitivity "a"',
    ],
  ])('%s is PACKAGE_INVALID', async (_, configText, says) => {
    await expect(readAll(samplePackage({ configText }))).rejects.toMatchObject({
      code: 'PACKAGE_INVALID',
      message: expect.stringContaining(says) as string,
      details: { file: 'model.lcpkg' },
    });
  });
});

/** A locator of a zip64 directory, before the end record. */
function zip64Locator(offset: bigint): Uint8Array<ArrayBuffer> {
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(offset, 8);
  const whole = Buffer.from(samplePackage());
  return new Uint8Array(Buffer.concat([whole.subarray(0, -22), locator, whole.subarray(-22)]));
}

describe('a file that is no zip', () => {
  const whole = samplePackage();
  it.each([
    ['nothing', new Uint8Array()],
    ['text', new Uint8Array(Buffer.from('this is no package'))],
    ['a package cut short', whole.slice(0, -1)],
    ['the first half of a package', whole.slice(0, whole.length / 2)],
    ['a package with bytes after it', new Uint8Array([...whole, 0])],
    ['a package without its beginning', whole.slice(10)],
    ['a directory beyond the end', zip64Locator(2n ** 40n)],
    ['a directory beyond every number', zip64Locator(2n ** 64n - 1n)],
  ])('but %s is PACKAGE_INVALID', async (_, bytes) => {
    await expect(readAll(bytes)).rejects.toMatchObject(refusal('PACKAGE_INVALID', '', 'zip'));
  });
});

it('whose list of files takes much memory is refused before its paths are looked at', async () => {
  const long = Array.from({ length: 300 }, (_, index) => ({
    path: String(index).padEnd(60_000, 'x'),
  }));
  const bytes = samplePackage({ entries: (entries) => [...entries, ...long] });
  await expect(readAll(bytes)).rejects.toMatchObject(
    refusal('PACKAGE_INVALID', 'more', '16777216'),
  );
});
