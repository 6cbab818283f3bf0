import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { runtimeVersion } from './version.ts';

test('the runtime’s version is the package’s', () => {
  const file = path.join(import.meta.dirname, '..', 'package.json');
  expect(runtimeVersion).toBe(JSON.parse(readFileSync(file, 'utf8')).version);
});
