import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { auditHandler } from '../../../gateway/audit/audit-export.ts';
import { openSqliteStore } from '../../../gateway/store/sqlite-store.ts';
import type { JobStore } from '../../../gateway/store/job-store.ts';
import { startTestServer } from '../../../service/testing/test-server.ts';
import { runCli } from '../test-support/run-cli.ts';

/** The route over a real store, and a folder. Nobody has to be named: the tenant is that of the machine. */
async function gateway(): Promise<{
  url: string;
  store: JobStore;
  folder: string;
  tenant: string;
}> {
  const folder = mkdtempSync(path.join(tmpdir(), 'livecalc-audit-'));
  const store = await openSqliteStore({ file: path.join(folder, 'jobs.db'), now: Date.now });
  const server = await startTestServer({}, (permit) => [
    { path: '/v1/audit', methods: { get: [permit('audit.read'), auditHandler(store)] } },
  ]);
  onTestFinished(async () => {
    await server[Symbol.asyncDispose]();
    await store[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });
  return { url: server.url, store, folder, tenant: 'local' };
}

const lines = (count: number): string[] =>
  Array.from({ length: count }, (_, i) =>
    JSON.stringify({ action: 'job.read', requestId: `r-${i}` }),
  );

describe('livecalc audit', () => {
  test('exports a chain that verifies, by its file and by the gateway', async () => {
    const { url, store, folder, tenant } = await gateway();
    await store.appendAudit('umbrella', lines(3));
    // More than one page.
    await store.appendAudit(tenant, lines(2500));
    const file = path.join(folder, 'audit.jsonl');

    const written = await runCli(['audit', 'export', url, '--out', file]);
    expect([written.exitCode, written.stderr]).toEqual([0, '']);
    const head = (await store.auditHead(tenant))!.hash;
    expect(written.stdout).toContain('2,500 lines');
    expect(written.stdout).toContain(head);
    expect(readFileSync(file, 'utf8').trimEnd().split('\n')).toHaveLength(2500);

    await store.appendAudit(tenant, lines(1));
    const fromFile = await runCli(['audit', 'verify', file, '--head', head]);
    expect(fromFile.stdout).toContain('every one as it was written');
    expect(fromFile.stdout).toContain('the head that was given is line 2,500');
    const asked = await runCli(['audit', 'verify', url, '--head', head, '--json']);
    expect(JSON.parse(asked.stdout)).toMatchObject({ sequence: 2501, expectedAt: 2500 });
  });

  test('names the changed line, the missing one and the cut tail', async () => {
    const { url, store, folder, tenant } = await gateway();
    await store.appendAudit(tenant, lines(5));
    const file = path.join(folder, 'audit.jsonl');
    await runCli(['audit', 'export', url, '--out', file]);
    const whole = readFileSync(file, 'utf8').trimEnd().split('\n');
    const head = (await store.auditHead(tenant))!.hash;
    const complaintOf = async (changed: readonly string[]): Promise<string> => {
      writeFileSync(file, `${changed.join('\n')}\n`);
      const { exitCode, stderr } = await runCli(['audit', 'verify', file, '--head', head]);
      expect(exitCode).toBe(2);
      return stderr;
    };

    const changed = whole.with(1, whole[1]!.replace('r-1', 'r-9'));
    expect(await complaintOf(changed)).toContain('line 2 was changed after it was written');
    expect(await complaintOf(whole.toSpliced(3, 1))).toContain('line 4 is missing');
    expect(await complaintOf(whole.slice(0, 4))).toContain('its tail was cut after line 4');
  });

  test('says what is wrong with a file, a head and an address', async () => {
    const { folder } = await gateway();
    const missing = await runCli(['audit', 'verify', path.join(folder, 'nothing.jsonl')]);
    expect(missing.stderr).toContain('cannot be read');
    const head = await runCli(['audit', 'verify', 'audit.jsonl', '--head', 'abc']);
    expect(head.stderr).toContain('expected 64 hexadecimal digits');
    const address = await runCli(['audit', 'verify', 'http://127.0.0.1:1']);
    expect(address.stderr).toContain('cannot be reached');
  });
});
