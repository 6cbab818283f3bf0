import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { noPostgres } from '../gateway/store/testing/postgres-server.ts';
import { LocalFleet } from './local-fleet.ts';

it.skipIf(noPostgres !== null)(
  'A gateway that is ended by SIGKILL leaves nothing in the temporary folder',
  async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'livecalc-own-tmp-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const env = { TMPDIR: folder };
    const fleet = await LocalFleet.start({ workers: 0, gatewayEnv: env });
    await fleet[Symbol.asyncDispose]();
    expect(readdirSync(folder)).toEqual([]);
  },
);
