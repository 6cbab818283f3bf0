import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { afterAll, expect, test } from 'vitest';
import { ZipFile } from 'yazl';
import type { PythonWheel } from './interpreter.ts';
import {
  axes,
  Columns,
  engineSource,
  inputs,
  moduleOf,
  outputs,
  runtime,
} from './testing/opened-engine.ts';

afterAll(() => runtime[Symbol.asyncDispose]());

/** A pure Python wheel of one module, as a build tool would write it. */
async function wheelOf(name: string, source: string): Promise<PythonWheel> {
  const zip = new ZipFile();
  zip.addBuffer(Buffer.from(source), `${name}/__init__.py`);
  zip.addBuffer(Buffer.from('0.5\n'), `${name}/factor.txt`);
  zip.addBuffer(Buffer.from(`Name: ${name}\nVersion: 1.0\n`), `${name}-1.0.dist-info/METADATA`);
  zip.end();
  const bytes = new Uint8Array(await buffer(zip.outputStream));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { name: `${name}-1.0-py3-none-any.whl`, bytes, sha256 };
}

test('a pinned wheel is imported, with its data files and its metadata', async () => {
  const wheel = await wheelOf(
    'halves',
    `
import importlib.resources

def half(x):
    return x * float(importlib.resources.files('halves').joinpath('factor.txt').read_text())
`,
  );
  const source = engineSource({
    head: 'import halves, importlib.metadata',
    run: "sums[0] = halves.half(3); print(importlib.metadata.version('halves'))",
  });
  await using interpreter = await runtime.take();
  await interpreter.open(moduleOf(source, [wheel]));
  await interpreter.initialize({}, { seed: 1 });
  const columns = new Columns();
  const never = new AbortController().signal;
  const told: string[] = [];
  await interpreter.run(
    { memory: columns.memory, axes, inputs, outputs },
    { signal: never, interrupt: never, onLog: ({ text }) => told.push(text) },
  );
  expect(columns.sums[0]).toBe(1.5);
  expect(told).toEqual(['1.0']);
});

test('without the wheel the module is not there', async () => {
  await using interpreter = await runtime.take();
  const opened = interpreter.open(moduleOf(engineSource({ head: 'import halves' })));
  await expect(opened).rejects.toMatchObject({ code: 'ENGINE_INIT_FAILED' });
});

/** numpy itself cannot be had here: a stand-in shows that arrays are made, and of what. */
test('a model that pins numpy is given its arrays', async () => {
  const wheel = await wheelOf(
    'numpy',
    `
class asarray:
    def __init__(self, view): self.view = view
    def reshape(self, shape): return ('array', self.view.format, self.view.readonly, tuple(shape))
`,
  );
  await using interpreter = await runtime.take();
  await interpreter.open(moduleOf(engineSource({ run: 'print(rate, sums)' }), [wheel]));
  await interpreter.initialize({}, { seed: 1 });
  const never = new AbortController().signal;
  const told: string[] = [];
  await interpreter.run(
    { memory: new Columns().memory, axes, inputs, outputs },
    { signal: never, interrupt: never, onLog: ({ text }) => told.push(text) },
  );
  expect(told).toEqual(["('array', 'd', True, (2, 3)) ('array', 'd', False, (2,))"]);
});
