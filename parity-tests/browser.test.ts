/** The same example in headless Chromium and in Node: the same hash. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { valueFolder } from './value-folder.ts';
import { serveBrowserTest } from './browser/serve.ts';

const candidates = [
  process.env['LIVECALC_CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/google-chrome',
];
const executablePath = candidates.find((file) => file !== undefined && existsSync(file));
if (executablePath === undefined) {
  console.log('SKIPPED: browser parity, no Chromium (set LIVECALC_CHROMIUM to its path)');
}

const example = path.join(import.meta.dirname, '..', 'examples', 'term-life');

describe.skipIf(executablePath === undefined)('headless Chromium', () => {
  test('values the example to the hash that Node has, with one thread and with two', async () => {
    const { result: inNode } = await valueFolder(example);
    const { server, url } = await serveBrowserTest();
    const browser = await chromium.launch({
      executablePath: executablePath!,
      args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update'],
    });
    try {
      const page = await browser.newPage();
      page.on('pageerror', (error) => console.error(error));
      await page.goto(url);
      expect(await page.evaluate(() => globalThis.crossOriginIsolated)).toBe(true);
      for (const threads of [1, 2]) {
        const inBrowser = await page.evaluate((count) => globalThis.valueExample(count), threads);
        expect(inBrowser.columns).toEqual(inNode.columns);
        expect(inBrowser.resultHash).toBe(inNode.resultHash);
        expect(inBrowser.runHash).toBe(inNode.runHash);
        expect(inBrowser.statistics).toEqual(inNode.statistics);
      }
    } finally {
      await browser.close();
      server.close();
    }
  });
});
