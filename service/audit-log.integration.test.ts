import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { auditStream, createAuditLog } from './audit-log.ts';

it('appends audit lines to a file, each there when `record` returns', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'livecalc-audit-'));
  try {
    const file = path.join(folder, 'logs', 'audit.jsonl');
    const entry = { requestId: 'r-1', from: '10.0.0.1', who: null, outcome: 'refused' } as const;
    const now = (): Date => new Date(0);
    createAuditLog(auditStream(file), now).record({ ...entry, action: 'authenticate' });
    const again = createAuditLog(auditStream(file), now);
    again.record({ ...entry, action: 'job.end', job: 'j-1', resultHash: 'abc' });
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { channel: 'audit', time: '1970-01-01T00:00:00.000Z', tenant: null, action: 'authenticate' },
      { action: 'job.end', job: 'j-1', resultHash: 'abc', from: '10.0.0.1' },
    ]);
  } finally {
    await rm(folder, { recursive: true });
  }
});
