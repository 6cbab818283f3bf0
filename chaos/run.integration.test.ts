import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { natsServerCommand, withoutNats } from '../fleet/queue/testing/nats-server.ts';
import { noPostgres } from '../gateway/store/testing/postgres-server.ts';

if (noPostgres !== null) process.stderr.write(`Skipped, a fleet under fire: ${noPostgres}\n`);
const cannotRun = natsServerCommand === null || noPostgres !== null;
const timeoutMs = 10 * 60_000;

describe.skipIf(cannotRun)(`a fleet under fire${withoutNats}`, () => {
  test('loses no job, and leaves nothing behind', { timeout: timeoutMs }, async () => {
    const args = ['--jobs', '8', '--faults', '15', '--seed', '3'];
    const run = spawn(process.execPath, [path.join(import.meta.dirname, 'run.ts'), ...args]);
    const [report, course] = await Promise.all([text(run.stdout), text(run.stderr)]);
    expect(report, course).toContain('   15  faults\n');
    expect(report, course).toMatch(/\ngood\n$/);
  });
});
