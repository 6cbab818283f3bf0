/** Python engines in headless Chromium, on a page that serves Pyodide itself. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { nodeEngines } from '../node/engine-files.ts';
import { engineSource, OpenedEngine, runtime } from '../python/testing/opened-engine.ts';

afterAll(() => runtime[Symbol.asyncDispose]());

const candidates = [
  process.env['LIVECALC_CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/google-chrome',
];
const executablePath = candidates.find((file) => file !== undefined && existsSync(file));
if (executablePath === undefined) {
  process.stderr.write(
    'SKIPPED: Python in a browser, no Chromium (set LIVECALC_CHROMIUM to its path)\n',
  );
}

const root = path.join(import.meta.dirname, '..', '..');
const bundles: Readonly<Record<string, string>> = {
  '/page.js': 'engines-wasm/browser/testing/page.ts',
  '/python-thread-entry.js': 'engines-wasm/browser/python-thread-entry.ts',
};
const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
  '.json': 'application/json',
};

/** SharedArrayBuffer exists in isolated pages only. Resolves to the page's address. */
async function servePage(): Promise<string> {
  const html =
    '<!doctype html><title>LiveCalc</title><script type="module" src="/page.js"></script>';
  const server = createServer(({ url = '/' }, response) => {
    response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
    response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
    response.setHeader('Content-Type', types[path.extname(url)] ?? 'text/html');
    (url === '/' ? Promise.resolve(html) : content(url)).then(
      (body) => response.end(body),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function content(url: string): Promise<Uint8Array> {
  const entry = bundles[url];
  if (entry === undefined) {
    const folder = url.startsWith('/pyodide/') ? 'node_modules' : 'engines-wasm';
    return await readFile(path.join(root, folder, url));
  }
  const { outputFiles } = await build({
    entryPoints: [path.join(root, entry)],
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2024',
    write: false,
  });
  return outputFiles[0]!.contents;
}

const source = engineSource({
  head: 'import random, math',
  run: `
try:
    import js
except ImportError:
    print('no js')
print({'a', 'b', 'c', 'd'}, random.random(), math.exp(0.3))
for s in range(2):
    sums[s] = sum(math.exp(rate[s, t] / 7) for t in range(3))`,
});

describe.skipIf(executablePath === undefined)('in headless Chromium', () => {
  test('an engine gives the bytes that it gives in Node', async () => {
    const browser = await chromium.launch({
      executablePath: executablePath!,
      args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update'],
    });
    onTestFinished(() => browser.close());
    const page = await browser.newPage();
    await page.goto(await servePage());
    await page.waitForFunction(() => 'runPython' in globalThis);
    const seen = await page.evaluate((text) => globalThis.runPython(text), source);
    await using engine = await OpenedEngine.open(source);
    await engine.run();
    expect(seen.sums).toEqual(engine.columns.sums);
    expect(seen.printed).toEqual(engine.log.map(({ text }) => text));
    expect(seen.printed[0]).toBe('no js');
    expect(seen.copies).toBe(2);
    expect(seen.sha256).toBe((await nodeEngines().python('esg')).sha256);
  });
});
