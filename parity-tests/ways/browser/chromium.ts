import { chromium as playwright } from 'playwright-core';
import type { Browser } from './browser-way.ts';

export const chromium: Browser = {
  name: 'Chromium',
  variable: 'LIVECALC_CHROMIUM',
  programs: ['/usr/bin/chromium', '/usr/bin/google-chrome'],
  launch: async (executablePath, url) => {
    const args = ['--no-sandbox', '--disable-background-networking', '--disable-component-update'];
    const browser = await playwright.launch({ executablePath, args });
    const page = await browser.newPage();
    await page.goto(url);
    return { [Symbol.asyncDispose]: () => browser.close() };
  },
};
