import { hash } from 'node:crypto';
import { expect } from 'vitest';
import type { Contract } from '../bench.ts';

export const auditContract: Contract = {
  'audit lines form a chain per tenant, whose head is kept': async (store) => {
    expect(await store.auditHead('acme')).toBeNull();
    const [first] = await store.appendAudit('acme', ['{"action":"job.submit"}']);
    const [second, third] = await store.appendAudit('acme', [
      '{"action":"job.read"}',
      '{"é":"\\u0000"}',
    ]);
    await store.appendAudit('umbrella', ['{}']);

    expect(first?.hash).toBe(hash('sha256', `${'0'.repeat(64)}{"action":"job.submit"}`));
    expect(second?.hash).toBe(hash('sha256', `${first?.hash}{"action":"job.read"}`));
    expect(await store.auditRecords('acme', 0, 10)).toEqual([first, second, third]);
    expect(await store.auditRecords('acme', 1, 10)).toEqual([second, third]);
    expect(await store.auditRecords('acme', 0, 1)).toEqual([first]);
    expect(await store.auditHead('acme')).toEqual({ sequence: 3, hash: third?.hash });
  },

  'lines of two gateways at once make one chain without gaps': async (store, { open }) => {
    const stores = [store, await open()];

    await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        stores[i % 2]!.appendAudit('acme', [`{"n":${i}}`, '{}']),
      ),
    );

    const records = await store.auditRecords('acme', 0, 100);
    expect(records.map(({ sequence }) => sequence)).toEqual(
      Array.from({ length: 40 }, (_, i) => i + 1),
    );
    let previous = '0'.repeat(64);
    for (const record of records) {
      expect(record.hash).toBe(hash('sha256', previous + record.line));
      previous = record.hash;
    }
  },

  'neither lines nor heads can be changed or taken away': async (store, { sql }) => {
    await store.appendAudit('acme', ['{}']);

    for (const statement of [
      `UPDATE audit_lines SET line = 'x'`,
      `DELETE FROM audit_lines`,
      `UPDATE audit_heads SET sequence = 0`,
      `UPDATE audit_heads SET hash = 'x'`,
      `DELETE FROM audit_heads`,
    ]) {
      await expect(sql(statement)).rejects.toThrow(/append-only/);
    }
  },

  'a secret is made by the first of all gateways that asks': async (store, { open }) => {
    const stores = [store, await open()];

    const secrets = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        stores[i % 2]!.sharedSecret('objects', () => `secret ${i}`),
      ),
    );

    expect(new Set(secrets).size).toBe(1);
    expect(await store.sharedSecret('another', () => 'its own')).toBe('its own');
    await store.ping();
  },
};
