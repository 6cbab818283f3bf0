import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { submissionSchema } from '../contracts/wire/submission.ts';
import { localLimits } from '../model/package/package-limits.ts';
import { LiveCalcError } from '../contracts/errors.ts';
import { thrownBy } from '../service/testing/thrown.ts';
import { AssetStore } from './assets/asset-store.ts';
import { Intake } from './intake.ts';
import { DiskRoom } from './storage/disk-room.ts';
import { smallSubmission } from './testing/small-submission.ts';

type Part = readonly [name: string, content: string, filename?: string];

const roomBytes = 2 ** 30;
const { config, assets } = smallSubmission();
const texts = Object.entries(assets as Record<string, { text: string }>);
const fileParts = texts.map(([name, { text }]): Part => [name, text, 'portfolio.csv']);
const configPart: Part = ['config', JSON.stringify(config)];
const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

describe('a form', () => {
  let folder: string;
  let room: DiskRoom;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'livecalc-forms-'));
    room = new DiskRoom(roomBytes);
    return () => rm(folder, { recursive: true, force: true });
  });
  const intake = (files = 100) => {
    const limits = { ...localLimits, files };
    const store = new AssetStore(path.join(folder, 'assets'), room);
    return new Intake({ assets: store, room, folder, limits, allowsCode: true });
  };
  const take = async (parts: readonly Part[], files?: number) =>
    await intake(files).takeForm(await formOf(parts), 100_000, 'acme');

  it('is the same run as the submission with the same files, whatever the order of its parts', async () => {
    using asJson = await intake().takeSubmission(submissionSchema.parse(smallSubmission()), 'acme');
    for (const parts of [
      [configPart, ...fileParts],
      [...fileParts, configPart],
    ]) {
      using order = await take(parts);
      expect(order.contentHash).toBe(asJson.contentHash);
      expect(order.config).toEqual(asJson.config);
    }
  });

  it('takes the path of a file from its file name where the part is named file', async () => {
    const parts = texts.map(([name, { text }]): Part => ['file', text, `tables/${name}`]);
    const inTables = JSON.stringify(config).replaceAll('local://', 'local://tables/');
    using order = await take([['config', inTables], ...parts]);
    expect([...order.assets.keys()]).toContain('tables/lapse.csv');
  });

  it('may name files that are there by their hash, and bring the others', async () => {
    const one = intake();
    const lapse = texts.find(([name]) => name === 'lapse.csv')![1].text;
    const others = fileParts.filter(([name]) => name !== 'lapse.csv');
    const sha256 = hashOf(lapse);
    const byHash = JSON.stringify({ 'lapse.csv': { sha256 } });
    const parts: readonly Part[] = [configPart, ['assets', byHash], ...others];
    const missing = await thrownBy(async () => one.takeForm(await formOf(parts), 100_000, 'acme'));
    expect(missing.details.missing).toEqual([{ path: 'lapse.csv', sha256 }]);
    using whole = await one.takeForm(await formOf([configPart, ...fileParts]), 100_000, 'acme');
    using byItsHash = await one.takeForm(await formOf(parts), 100_000, 'acme');
    expect(byItsHash.contentHash).toBe(whole.contentHash);
  });

  it('comes through in pieces of any size', async () => {
    const form = await formOf([...fileParts, configPart]);
    const bytes = Buffer.concat(await Array.fromAsync(form.bytes));
    for (const pieceBytes of [1, 7, 1000]) {
      const pieces = inPieces(bytes, pieceBytes);
      using order = await intake().takeForm({ ...form, bytes: pieces }, 100_000, 'acme');
      expect(order.assets.size).toBe(fileParts.length);
    }
  });

  it.each<{ what: string; parts: readonly Part[]; code: string; says: string }>([
    { what: 'no configuration', parts: fileParts, code: 'REQUEST_INVALID', says: 'config' },
    {
      what: 'a configuration that is no JSON',
      parts: [['config', '{']],
      code: 'REQUEST_INVALID',
      says: 'The part config',
    },
    {
      what: 'a file twice',
      parts: [configPart, ...fileParts, fileParts[0]!],
      code: 'REQUEST_INVALID',
      says: 'twice',
    },
    {
      what: 'a file both as a part and in assets',
      parts: [
        configPart,
        ...fileParts,
        ['assets', JSON.stringify({ 'lapse.csv': { text: 'year,lapse_rate\n' } })],
      ],
      code: 'REQUEST_INVALID',
      says: 'lapse.csv twice',
    },
    {
      what: 'a file that leads elsewhere',
      parts: [configPart, ['../lapse.csv', 'x', 'x']],
      code: 'REQUEST_INVALID',
      says: 'a path without . and ..',
    },
    {
      what: 'a file that the configuration does not name',
      parts: [configPart, ...fileParts, ['laps.csv', 'x']],
      code: 'REQUEST_INVALID',
      says: 'names no file laps.csv',
    },
    {
      what: 'too few files',
      parts: [configPart, ...fileParts.slice(1)],
      code: 'ASSET_MISSING',
      says: fileParts[0]![0],
    },
    {
      what: 'JSON that is too long',
      parts: [['config', JSON.stringify('x'.repeat(100_000))]],
      code: 'PACKAGE_TOO_LARGE',
      says: 'The part config',
    },
  ])('is refused with $what, and nothing of it keeps its room', async ({ parts, code, says }) => {
    const error = await thrownBy(() => take(parts));
    expect(error.code).toBe(code);
    expect(error.message).toContain(says);
    room.hold(() => {}).grow(roomBytes);
  });

  it('is refused with more parts than it may have', async () => {
    const error = await thrownBy(() => take([configPart, ...fileParts], 3));
    expect(error).toMatchObject({ code: 'TOO_MANY_FILES' });
  });

  it('is refused where it is cut short or its boundary is missing', async () => {
    const form = await formOf([configPart, ...fileParts]);
    const bytes = Buffer.concat(await Array.fromAsync(form.bytes));
    const cut = { ...form, bytes: inPieces(bytes.subarray(0, bytes.length - 200), 500) };
    const noBoundary = { ...form, contentType: 'multipart/form-data' };
    for (const wrong of [cut, noBoundary]) {
      const error = await thrownBy(() => intake().takeForm(wrong, 100_000, 'acme'));
      expect(error.code).toBe('REQUEST_INVALID');
    }
  });

  it('ends with the reason for which its bytes broke off in the middle of a file', async () => {
    const form = await formOf([configPart, ...fileParts]);
    const bytes = Buffer.concat(await Array.fromAsync(form.bytes));
    const breaking = async function* (): AsyncGenerator<Uint8Array> {
      yield bytes.subarray(0, 900);
      throw new LiveCalcError('CANCELLED', 'The client has closed the connection.');
    };
    const broken = { ...form, bytes: breaking() };
    const error = await thrownBy(() => intake().takeForm(broken, 100_000, 'acme'));
    expect(error.code).toBe('CANCELLED');
  });

  it('ends where its files find no room', async () => {
    room = new DiskRoom(1000);
    expect((await thrownBy(() => take([configPart, ...fileParts]))).code).toBe('STORAGE_FULL');
  });
});

async function formOf(parts: readonly Part[]) {
  const data = new FormData();
  for (const [name, content, filename] of parts) {
    if (filename === undefined) data.append(name, content);
    else data.append(name, new Blob([content]), filename);
  }
  const response = new Response(data);
  const contentType = response.headers.get('Content-Type')!;
  return { bytes: inPieces(await response.bytes(), 500), contentType };
}

async function* inPieces(bytes: Uint8Array, pieceBytes: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
}
