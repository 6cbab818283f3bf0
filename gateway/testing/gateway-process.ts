/** A real gateway with a worker of its own: gateway/main.ts in a process of its own, on loopback. */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { ServerProcess } from '../../local-fleet/server-process.ts';
import { GatewayClient } from './gateway-client.ts';

export interface GatewayProcess {
  readonly server: ServerProcess;
  readonly client: GatewayClient;
  /** Every line of its log so far. */
  readonly lines: readonly Readonly<Record<string, unknown>>[];
}

/** Ready for work; stopped, and its folder removed, when the test is over. */
export async function gatewayProcess(
  env: Readonly<Record<string, string>> = {},
): Promise<GatewayProcess> {
  const data = mkdtempSync(path.join(os.tmpdir(), 'livecalc-test-gateway-'));
  const lines: Readonly<Record<string, unknown>>[] = [];
  const server = await ServerProcess.start({
    kind: 'gateway',
    env: { DATA_DIR: data, MAX_MEMORY_MB: '3000', THREADS: '2', ...env },
    onLog: (line) => lines.push(line),
  });
  onTestFinished(async () => {
    await server.kill();
    rmSync(data, { recursive: true, force: true });
  });
  return { server, client: new GatewayClient(server.url), lines };
}
