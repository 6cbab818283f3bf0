/** The unit tests of the built-in Python engines: they must hold in plain CPython and in Pyodide. */
import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { loadPyodide } from 'pyodide';
import { expect, test } from 'vitest';

const tests = import.meta.dirname;
const folders = ['library', 'engines'].map((name) => path.join(tests, '..', name));
test('hold in plain CPython', async ({ skip }) => {
  skip(!(await hasPython()), 'there is no python3 of version 3.10 or later here');
  const environment = { ...process.env, PYTHONPATH: folders.join(path.delimiter) };
  const args = ['-B', '-m', 'unittest', 'discover', '-s', tests];
  const { stderr } = await promisify(execFile)('python3', args, { env: environment });
  expect(stderr).toMatch(/Ran \d{2,} tests[^]*\nOK/);
});

test('hold in Pyodide', async () => {
  const pyodide = await loadPyodide();
  const names = await Promise.all([...folders, tests].map(pythonFiles));
  for (const file of names.flat()) {
    pyodide.FS.writeFile(path.basename(file), await readFile(file));
  }
  const report = pyodide.runPython(`
import io, unittest
text = io.StringIO()
unittest.TextTestRunner(stream=text).run(unittest.defaultTestLoader.discover("."))
text.getvalue()
`) as string;
  expect(report).toMatch(/Ran \d{2,} tests[^]*\nOK/);
});

async function pythonFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder);
  return names.filter((name) => name.endsWith('.py')).map((name) => path.join(folder, name));
}

/** Type unions and TypedDict as they are written need it. */
async function hasPython(): Promise<boolean> {
  const ask = 'import sys; assert sys.version_info >= (3, 10)';
  return await promisify(execFile)('python3', ['-c', ask]).then(
    () => true,
    () => false,
  );
}
