/** pack, inspect, unpack and run, as a user meets them. */
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ErrorCode, SerializedError } from '../../../contracts/errors.ts';
import type { PackageManifest } from '../../../contracts/package-manifest.ts';
import type { RunResult } from '../../../contracts/run-result.ts';
import { outcomeOf, runCli, startCli } from '../test-support/run-cli.ts';
import { lapseCsv, smallModel } from '../test-support/small-model.ts';
import { temporaryFolder } from '../test-support/small-result.ts';

interface Packed {
  readonly file: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly manifest: PackageManifest;
}

/** A packed small model: its folder and its package, which lie apart. */
async function smallPackage(
  flags: readonly string[] = [],
): Promise<{ model: string; file: string; packed: Packed }> {
  const model = smallModel();
  const file = path.join(temporaryFolder(), 'model.lcpkg');
  const { stdout } = await runCli(['pack', model, '-o', file, '--json', ...flags]);
  return { model, file, packed: JSON.parse(stdout) as Packed };
}

async function resultOf(args: readonly string[], cwd?: string): Promise<RunResult> {
  const { stdout } = await runCli(['run', ...args, '--json'], cwd);
  return JSON.parse(stdout) as RunResult;
}

async function errorOf(args: readonly string[], cwd?: string): Promise<SerializedError> {
  const { stdout, stderr, exitCode } = await runCli([...args, '--json'], cwd);
  expect(stderr).toBe('');
  expect(exitCode).toBe(2);
  return (JSON.parse(stdout) as { error: SerializedError }).error;
}

/** Where a package lies while it is valued. */
function unpackedMeanwhile(): readonly string[] {
  return readdirSync(os.tmpdir()).filter((name) => name.startsWith('livecalc-package-'));
}

// Of this file alone: others may value packages at the same time.
const temporary = mkdtempSync(path.join(os.tmpdir(), 'livecalc-packages-'));
beforeAll(() => void vi.stubEnv('TMPDIR', temporary));
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(temporary, { recursive: true, force: true });
});

describe('a packed model', () => {
  it('is valued in place of its folder, its result in the current one', async () => {
    const { model, file } = await smallPackage();
    const place = temporaryFolder();
    const result = await resultOf([file], place);
    expect(readdirSync(place)).toEqual(['out']);
    expect(unpackedMeanwhile()).toEqual([]);
    const { resultHash, runHash } = await resultOf([model]);
    expect(result).toMatchObject({ resultHash, runHash });
  });

  it('takes flags as its folder does', async () => {
    const { model, file } = await smallPackage();
    const flags = ['--scenarios', '20', '--set', 'projection.lapseMultiplier=2'];
    const place = temporaryFolder();
    const inFolder = await resultOf([model, ...flags]);
    expect((await resultOf([file, ...flags], place)).runHash).toBe(inFolder.runHash);
    const packedFlags = path.join(place, 'flags.lcpkg');
    await runCli(['pack', model, '-o', packedFlags, ...flags]);
    expect((await resultOf([packedFlags], place)).runHash).toBe(inFolder.runHash);
    const error = await errorOf(['run', file, '--set', 'projection.lapseMultiplyer=2'], place);
    expect(error.message).toContain('model.lcpkg with projection.lapseMultiplyer=2: unknown key');
  });

  it('has the SHA-256 that pack prints, and the same when it is packed again', async () => {
    const { model, file, packed } = await smallPackage();
    const bytes = readFileSync(file);
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(packed.sha256);
    expect(bytes.length).toBe(packed.sizeBytes);
    const again = await runCli(['pack', model, '-o', file]);
    expect(again.stdout).toContain(packed.sha256);
    expect(readdirSync(path.dirname(file))).toEqual(['model.lcpkg']);
  });

  it('is shown by inspect', async () => {
    const { file, packed } = await smallPackage(['--policies', 'by-hash']);
    const { stdout } = await runCli(['inspect', file]);
    expect(stdout).toContain('every file in it is as its manifest says');
    expect(stdout).toMatch(/^ {2}lapse\.csv +\d+ {2}[0-9a-f]{16}\.\.\. {2}included$/m);
    expect(stdout).toMatch(/^ {2}policies\.csv +\d+ {2}[0-9a-f]{16}\.\.\. {2}by its hash$/m);
    expect(stdout).toMatch(/^ {2}projection +[0-9a-f]{16}\.\.\. {2}the one here$/m);
    expect(stdout).toMatch(/^ {2}4 files with [\d,]+ bytes; in the package 3 files with/m);
    const json = await runCli(['inspect', file, '--json']);
    expect(JSON.parse(json.stdout)).toEqual({
      package: file,
      verified: true,
      manifest: packed.manifest,
      mismatches: [],
    });
  });

  it('may leave its portfolio to whoever has it', async () => {
    const { model, file } = await smallPackage(['--policies', 'by-hash']);
    const place = temporaryFolder();
    const error = await errorOf(['run', file], place);
    expect(error).toMatchObject({ code: 'ASSET_MISSING', missing: [{ path: 'policies.csv' }] });
    expect(readdirSync(place)).toEqual([]);
    const policies = path.join(model, 'policies.csv');
    const { resultHash } = await resultOf([file, '--policies', policies], place);
    expect(resultHash).toBe((await resultOf([model])).resultHash);
    await runCli(['unpack', file, '-o', 'whole', '--with', policies], place);
    expect(readFileSync(path.join(place, 'whole', 'policies.csv'))).toEqual(readFileSync(policies));
  });
});

describe('unpack', () => {
  it('makes a folder that is valued and packed as the one before', async () => {
    const { model, file, packed } = await smallPackage();
    const place = temporaryFolder();
    const { stdout, exitCode } = await runCli(['unpack', file, '-o', 'whole'], place);
    expect(stdout).toMatch(/^whole: 4 files with [\d,]+ bytes, as the manifest says\n$/);
    expect(exitCode).toBe(0);
    const whole = path.join(place, 'whole');
    for (const name of ['policies.csv', 'mortality.csv', 'lapse.csv', 'expenses.csv']) {
      expect(readFileSync(path.join(whole, name))).toEqual(readFileSync(path.join(model, name)));
    }
    const again = await runCli(['pack', whole, '-o', path.join(place, 'again.lcpkg'), '--json']);
    expect((JSON.parse(again.stdout) as Packed).sha256).toBe(packed.sha256);
    expect((await resultOf([whole])).runHash).toBe((await resultOf([model])).runHash);
  });

  it('replaces an earlier unpack, and nothing else', async () => {
    const { file } = await smallPackage();
    const place = temporaryFolder();
    const unpack = ['unpack', file, '-o', 'whole'];
    const whole = path.join(place, 'whole');
    mkdirSync(whole);
    expect((await runCli(unpack, place)).exitCode).toBe(0);
    expect((await runCli(unpack, place)).exitCode).toBe(0);

    writeFileSync(path.join(whole, 'lapse.csv'), lapseCsv(60));
    expect((await errorOf(unpack, place)).message).toContain('lapse.csv was changed since');
    expect(readFileSync(path.join(whole, 'lapse.csv'), 'utf8')).toBe(lapseCsv(60));

    mkdirSync(path.join(place, 'other'));
    writeFileSync(path.join(place, 'other', 'notes.txt'), 'mine');
    const other = await errorOf(['unpack', file, '-o', 'other'], place);
    expect(other).toMatchObject({ code: 'OUTPUT_UNWRITABLE' });
    expect(other.message).toContain('it holds notes.txt but no manifest.json');

    renameSync(path.join(place, 'other', 'notes.txt'), path.join(whole, 'notes.txt'));
    const added = await errorOf(unpack, place);
    expect(added.message).toMatch(/changed since|notes\.txt, which is not part of the package/);
    expect((await errorOf(['unpack', file, '-o', '.'], place)).message).toContain('current folder');
    expect(readdirSync(place).toSorted()).toEqual(['other', 'whole']);
  });
});

interface BadPackage {
  readonly change: (bytes: Buffer) => Buffer;
  readonly code: ErrorCode;
  readonly says: readonly string[];
}

/** The first occurrence of `before` replaced by as many bytes. */
function replaced(bytes: Buffer, before: string, after: string): Buffer {
  const copy = Buffer.from(bytes);
  copy.write(after, copy.indexOf(before));
  return copy;
}

const bad: Readonly<Record<string, BadPackage>> = {
  'is no zip': {
    change: () => Buffer.from('policy_id,age\n1,30\n'),
    code: 'PACKAGE_INVALID',
    says: ['model.lcpkg', 'it cannot be read as a zip', 'expected a whole zip file'],
  },
  'is cut short': {
    change: (bytes) => bytes.subarray(0, bytes.length / 2),
    code: 'PACKAGE_INVALID',
    says: ['model.lcpkg', 'it cannot be read as a zip'],
  },
  'has a changed table': {
    change: (bytes) => replaced(bytes, '1,0.05\n', '1,0.06\n'),
    code: 'ASSET_CHANGED',
    says: ['lapse.csv is not what manifest.json says', 'SHA-256'],
  },
  'has a changed configuration': {
    change: (bytes) => replaced(bytes, '"count": 100', '"count": 900'),
    code: 'ASSET_CHANGED',
    says: ['livecalc.config.json is not what manifest.json says'],
  },
  'has a path that leads out': {
    change: (bytes) =>
      Buffer.from(bytes.toString('latin1').replaceAll('lapse.csv', '../ls.csv'), 'latin1'),
    code: 'PATH_UNSAFE',
    says: ['"../ls.csv"', 'a path without . and ..'],
  },
};

describe('a package that', () => {
  it.each(Object.entries(bad))(
    '%s is refused by inspect, unpack and run, and nothing is left of it',
    async (_, { change, code, says }) => {
      const { file } = await smallPackage();
      writeFileSync(file, change(readFileSync(file)));
      const place = temporaryFolder();
      for (const command of [
        ['inspect', file],
        ['unpack', file, '-o', 'whole'],
        ['run', file],
      ]) {
        const error = await errorOf(command, place);
        for (const part of says) expect(error.message).toContain(part);
        expect(error.code).toBe(code);
      }
      expect(readdirSync(place)).toEqual([]);
      expect(unpackedMeanwhile()).toEqual([]);
    },
  );

  it('was made for another engine is shown by inspect and not run', async () => {
    const { file, packed } = await smallPackage();
    const { projection = '' } = packed.manifest.engines;
    const other = 'f'.repeat(64);
    writeFileSync(file, replaced(readFileSync(file), projection, other));
    const { stdout } = await runCli(['inspect', file]);
    expect(stdout).toContain(`another here: ${projection.slice(0, 16)}...`);
    const error = await errorOf(['run', file], temporaryFolder());
    expect(error).toMatchObject({
      code: 'ENGINE_MISMATCH',
      node: 'projection',
      found: projection,
      expected: other,
    });
  });
});

it('says which file is missing, which was given, and how to give it', async () => {
  const { file } = await smallPackage(['--policies', 'by-hash']);
  const [run, unpack] = [await errorOf(['run', file]), await errorOf(['unpack', file, '-o', 'm'])];
  expect(run.message).toContain('Give the portfolio with --policies FILE');
  expect(unpack.message).toContain('Give each with --with FILE');
  const other = await errorOf(['run', file, '--policies', file]);
  expect(other.message).toMatch(
    /not hold \S+ \(SHA-256 [^]*was given is another file: .*lcpkg \(SHA-256/,
  );
});

describe('pack', () => {
  it('takes no package for a configuration, as check does not', async () => {
    const { file } = await smallPackage();
    for (const command of [
      ['pack', file, '-o', `${file}.again`],
      ['check', file],
    ]) {
      const error = await errorOf(command);
      expect(error).toMatchObject({ code: 'CONFIG_INVALID', found: 'a zip' });
      expect(error.message).toContain('livecalc unpack');
    }
  });

  it('never writes over a file of the model', async () => {
    const model = smallModel();
    const error = await errorOf(['pack', model, '-o', path.join(model, 'lapse.csv')]);
    expect(error).toMatchObject({ code: 'OUTPUT_UNWRITABLE', found: 'a file of the model' });
    expect(readFileSync(path.join(model, 'lapse.csv'), 'utf8')).toBe(lapseCsv());
  });

  it('names a missing file, and leaves no package', async () => {
    const model = smallModel({}, { 'lapse.csv': null });
    const file = path.join(temporaryFolder(), 'model.lcpkg');
    const error = await errorOf(['pack', model, '-o', file]);
    expect(error).toMatchObject({ code: 'FILE_NOT_FOUND', file: 'lapse.csv' });
    expect(readdirSync(path.dirname(file))).toEqual([]);
  });

  it.each([
    [['pack', 'model'], '-o, --out <file>'],
    [['pack', 'model', '-o', 'a.lcpkg', '--policies', 'maybe'], 'included, by-hash'],
    [['unpack', 'a.lcpkg'], '-o, --out <dir>'],
  ])('%j is an argument that is wrong', async (args, says) => {
    const error = await errorOf(args);
    expect(error.code).toBe('ARGUMENT_INVALID');
    expect(error.message).toContain(says);
  });

  it('says what it does', async () => {
    for (const command of ['pack', 'inspect', 'unpack']) {
      const { stdout } = await runCli(['help', command]);
      expect(stdout).toContain('Examples:');
      for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    }
    expect(existsSync('model.lcpkg')).toBe(false);
  });
});

describe('Ctrl-C', () => {
  async function interrupted(args: readonly string[], cwd: string, delayMs: number): Promise<void> {
    const child = startCli(args, cwd);
    const outcome = outcomeOf(child);
    await new Promise((resolve) => setTimeout(resolve, delayMs));
    child.kill('SIGINT');
    expect((await outcome).stderr).toContain('[CANCELLED]');
  }

  it.each([700, 1200])('after %d ms of packing leaves nothing', async (delayMs) => {
    const model = smallModel();
    // Nothing but zeros, which take no room on the disk.
    truncateSync(path.join(model, 'policies.csv'), 4 * 2 ** 30);
    const place = temporaryFolder();
    await interrupted(['pack', model, '-o', 'model.lcpkg'], place, delayMs);
    expect(readdirSync(place)).toEqual([]);
  });

  it('while a package is valued leaves nothing of it', async () => {
    const { file } = await smallPackage(['--scenarios', '2000000']);
    const place = temporaryFolder();
    await interrupted(['run', file], place, 900);
    expect(readdirSync(place)).toEqual([]);
    expect(unpackedMeanwhile()).toEqual([]);
  });
});
