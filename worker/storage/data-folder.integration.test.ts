import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openDataFolder } from './data-folder.ts';

it('removes what an earlier worker left there, and nothing else', async () => {
  const place = mkdtempSync(path.join(os.tmpdir(), 'livecalc-data-'));
  onTestFinished(() => rmSync(place, { recursive: true, force: true }));
  for (const name of ['assets', 'jobs']) mkdirSync(path.join(place, name));
  writeFileSync(path.join(place, 'assets', 'of somebody.csv'), 'a');
  const { jobs } = await openDataFolder(place);
  writeFileSync(path.join(jobs, 'left behind'), 'b');
  const second = await openDataFolder(place);
  expect(readdirSync(second.jobs)).toEqual([]);
  await second[Symbol.asyncDispose]();
  expect(readdirSync(place).toSorted()).toEqual(['assets', 'jobs']);
  expect(existsSync(path.join(place, 'assets', 'of somebody.csv'))).toBe(true);
});
