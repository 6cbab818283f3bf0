import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { nodeEngines } from './engine-files.ts';

let folder = '';
let file = '';

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'livecalc-modules-'));
  file = path.join(folder, 'mine.py');
  await writeFile(file, 'x = 1\n');
  await writeFile(path.join(folder, 'tiny-1.0-py3-none-any.whl'), 'bytes');
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

test('built-in Python engines are listed beside the WebAssembly ones', async () => {
  const engines = nodeEngines();
  expect(engines.pythonNames()).toEqual(['esg', 'solver']);
  expect(engines.names()).not.toContain('esg');
  expect(await engines.python('esg')).toMatchObject({ name: 'esg', isBuiltIn: true, wheels: [] });
});

test('a module of the model has a hash that follows its source and its wheels', async () => {
  const plain = await nodeEngines({ mine: file }).python('mine');
  expect(plain).toMatchObject({ name: 'mine', source: 'x = 1\n', isBuiltIn: false });
  const wheels = [{ file: path.join(folder, 'tiny-1.0-py3-none-any.whl'), sha256: 'a'.repeat(64) }];
  const pinned = await nodeEngines({ mine: { file, wheels } }).python('mine');
  expect(pinned.wheels[0]).toMatchObject({ name: 'tiny-1.0-py3-none-any.whl' });
  const other = await nodeEngines({ other: file }).python('other');
  expect(new Set([plain.sha256, pinned.sha256, other.sha256]).size).toBe(3);
});

test('a name that nobody knows is told with the names there are', async () => {
  await expect(nodeEngines({ mine: file }).python('esq')).rejects.toMatchObject({
    code: 'ENGINE_NOT_FOUND',
    message: expect.stringContaining('Known engines: esg, solver, mine') as string,
  });
});

test('a module may not hide a built-in engine of either kind', () => {
  expect(() => nodeEngines({ solver: file })).toThrow('the name of a built-in engine');
  expect(() => nodeEngines({ projection: file })).toThrow('the name of a built-in engine');
});

test('a file that is not there is told with its path', async () => {
  const missing = path.join(folder, 'none.py');
  await expect(nodeEngines({ none: missing }).python('none')).rejects.toMatchObject({
    code: 'FILE_NOT_FOUND',
    details: { file: missing },
  });
});
