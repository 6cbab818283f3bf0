import { describe, expect, test } from 'vitest';
import { LiveCalcError } from '../../contracts/errors.ts';
import type { AuditEntry } from '../../service/audit-log.ts';
import { ChainedAuditLog, nobody } from './chained-audit-log.ts';

function entry(requestId: string, tenant: string | null = 'acme'): AuditEntry {
  const who = tenant && ({ subject: 'ada', tenant, roles: ['viewer'], method: 'jwt' } as const);
  return { requestId, from: '127.0.0.1', who: who || null, action: 'job.read', outcome: 'ok' };
}

/** A store that answers what it is told, and an audit log over it. */
function logOver({ maxWaiting = 100 } = {}) {
  const stored: [tenant: string, ...what: string[]][] = [];
  const written: string[] = [];
  const logged: string[] = [];
  const state: { answer: 'takes' | 'is away' | 'refuses' } = { answer: 'takes' };
  const audit = new ChainedAuditLog({
    written: { record: ({ requestId }) => void written.push(requestId) },
    store: {
      async appendAudit(tenant, lines) {
        await Promise.resolve();
        if (state.answer === 'is away') throw new LiveCalcError('BACKEND_UNAVAILABLE', 'Away.');
        if (state.answer === 'refuses' && !lines[0]!.includes('audit.gap'))
          throw new LiveCalcError('INTERNAL', 'Never.');
        stored.push([tenant, ...lines.map(summaryOf)]);
        return [];
      },
    },
    logger: {
      warn: () => void logged.push('warn'),
      error: () => void logged.push('error'),
    },
    now: () => 0,
    maxWaiting,
    retryMs: 1,
  });
  return { audit, stored, written, logged, state };
}

function summaryOf(line: string): string {
  const read = JSON.parse(line) as { requestId?: string; action: string; lines?: number };
  return read.requestId ?? `${read.action} ${read.lines}`;
}

describe('the audit log of a gateway', () => {
  test('writes each line at once, and stores lines of a tenant together and in order', async () => {
    const { audit, stored, written } = logOver();

    for (const id of ['1', '2', '3']) audit.record(entry(id, id === '2' ? 'umbrella' : 'acme'));
    audit.record(entry('4', null));
    expect(written).toEqual(['1', '2', '3', '4']);

    await audit.flushed();
    expect(stored).toEqual([
      ['acme', '1', '3'],
      ['umbrella', '2'],
      [nobody, '4'],
    ]);
  });

  test('keeps lines while the store is away, and stores them in order when it is back', async () => {
    const { audit, stored, state, logged } = logOver();
    state.answer = 'is away';
    audit.record(entry('1'));
    await expect.poll(() => logged).toContain('warn');
    audit.record(entry('2'));
    expect(stored).toEqual([]);

    state.answer = 'takes';
    await audit.flushed();
    expect(stored.flatMap(([, ...ids]) => ids)).toEqual(['1', '2']);
  });

  test('refuses work before there is no room, and says in the chain what found none', async () => {
    const { audit, stored, state, written } = logOver({ maxWaiting: 10 });
    state.answer = 'is away';
    for (let id = 1; id <= 8; id++) audit.record(entry(String(id)));
    audit.admit();
    audit.record(entry('9'));
    expect(() => audit.admit()).toThrow(/cannot be recorded/);
    for (let id = 10; id <= 13; id++) audit.record(entry(String(id)));
    expect(written).toHaveLength(13);

    state.answer = 'takes';
    await audit.flushed();
    const lines = stored.flatMap(([, ...ids]) => ids);
    expect(lines.slice(-2)).toEqual(['10', 'audit.gap 3']);
    audit.admit();
  });

  test('says in the chain how many lines the store would not take', async () => {
    const { audit, stored, state, logged } = logOver();
    state.answer = 'refuses';
    audit.record(entry('1'));
    audit.record(entry('2'));
    await audit.flushed();
    expect(stored).toEqual([['acme', 'audit.gap 2']]);
    expect(logged).toEqual(['error']);

    state.answer = 'takes';
    audit.record(entry('3'));
    await audit.flushed();
    expect(stored.at(-1)).toEqual(['acme', '3']);
  });

  test('stores what waits before it ends', async () => {
    const { audit, stored } = logOver();
    audit.record(entry('1'));
    await audit[Symbol.asyncDispose]();
    expect(stored).toEqual([['acme', '1']]);
  });
});
