import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { loadSettings } from '../service/settings/load-settings.ts';
import { settingsTable } from '../service/settings/settings-table.ts';
import { workerSettings } from './settings.ts';

it('stands in docs/operations.md as it is', () => {
  const page = readFileSync(new URL('../docs/operations.md', import.meta.url), 'utf8');
  expect(page).toContain(`${settingsTable(workerSettings)}\n`);
});

it('has defaults that fit the machine', () => {
  const { PORT, HOST, THREADS, MAX_MEMORY_MB, PACKAGE_CODE } = loadSettings(workerSettings, {});
  expect({ PORT, HOST, PACKAGE_CODE }).toEqual({
    PORT: 3000,
    HOST: '127.0.0.1',
    PACKAGE_CODE: 'allow',
  });
  expect(THREADS).toBeGreaterThanOrEqual(1);
  expect(MAX_MEMORY_MB).toBeGreaterThanOrEqual(256);
});

it.each([
  [{ THREADS: '0' }, 'THREADS is "0"; expected a whole number from 1 to 256.'],
  [{ PACKAGE_CODE: 'maybe' }, 'PACKAGE_CODE is "maybe"; expected one of allow, deny.'],
  [{ JOB_RETENTION_MINUTES: '40000' }, 'expected a whole number from 1 to 34560.'],
  [{ MAX_QUEUED_JOB: '5' }, 'did you mean MAX_QUEUED_JOBS?'],
])('refuses %o', (env, sentence) => {
  expect(() => loadSettings(workerSettings, env)).toThrow(sentence);
});
