import { expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { pyodideVersion } from './pyodide-version.ts';

test('engines are pinned to the Pyodide that is installed', () => {
  expect(packageJson.dependencies.pyodide).toBe(pyodideVersion);
});
