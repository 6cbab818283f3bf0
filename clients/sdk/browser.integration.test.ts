/** The client in headless Chromium, on a page of another origin than the worker's. */
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { RunResult } from '../../contracts/run-result.ts';
import { smallConfig, smallSubmission } from '../../intake/testing/small-submission.ts';
import { startTestWorker } from '../../worker/testing/worker-process.ts';
import { connect } from './client.ts';
import type { SeenRun, SentModel } from './test-support/page.ts';

const candidates = [
  process.env['LIVECALC_CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/google-chrome',
];
const executablePath = candidates.find((file) => file !== undefined && existsSync(file));
if (executablePath === undefined) {
  process.stderr.write(
    'SKIPPED: the client in a browser, no Chromium (set LIVECALC_CHROMIUM to its path)\n',
  );
}

/** Serves a page with the client on a port of its own; resolves to its origin. */
async function servePage(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [path.join(import.meta.dirname, 'test-support', 'page.ts')],
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2024',
    write: false,
  });
  const script = outputFiles[0]!.contents;
  const html =
    '<!doctype html><title>LiveCalc</title><script type="module" src="/page.js"></script>';
  const server = createServer(({ url }, response) => {
    const isScript = url === '/page.js';
    response.setHeader('Content-Type', isScript ? 'text/javascript' : 'text/html');
    response.end(isScript ? script : html);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const output = { tables: ['scenarios'] };
const config = { ...smallConfig, output, scenarios: { ...smallConfig.scenarios, count: 300_000 } };
const sent: SentModel = {
  config,
  assets: Object.entries(smallSubmission().assets ?? {}).map(
    ([name, content]) => [name, 'text' in content ? content.text : ''] as const,
  ),
};

describe.skipIf(executablePath === undefined)('in headless Chromium', () => {
  test('a page of an allowed origin streams a run to the worker’s result, another page does not', async () => {
    const [allowed, other] = await Promise.all([servePage(), servePage()]);
    const worker = await startTestWorker({ ALLOWED_ORIGINS: allowed });
    const client = connect(worker.url);
    const run = await client.execute({ config, assets: new Map(sent.assets) });
    const inNode: RunResult = await run.result;
    const browser = await chromium.launch({
      executablePath: executablePath!,
      args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update'],
    });
    onTestFinished(() => browser.close());
    const valueOn = async (origin: string): Promise<SeenRun> => {
      const page = await browser.newPage();
      await page.goto(origin);
      return await page.evaluate(
        ([url, model]) => globalThis.valueRemotely(url, 'not asked for', model),
        [worker.url, sent] as const,
      );
    };
    const seen = await valueOn(allowed);
    expect(seen).toMatchObject({
      resultHash: inNode.resultHash,
      runHash: inNode.runHash,
      rows: 300_000,
    });
    expect(seen.sum / seen.rows).toBeCloseTo(inNode.statistics!.mean, 3);
    await expect(valueOn(other)).rejects.toThrow('cannot be reached');
  });
});
