import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadSettings } from '../service/settings/load-settings.ts';
import { settingsTable } from '../service/settings/settings-table.ts';
import { operationsTable } from './openapi/operations-table.ts';
import { checkGatewaySettings, gatewaySettings } from './settings.ts';

function page(name: string): string {
  return readFileSync(new URL(`../docs/${name}`, import.meta.url), 'utf8');
}

it('stands in docs/gateway.md as it is', () => {
  expect(page('gateway.md')).toContain(`${settingsTable(gatewaySettings)}\n`);
});

it('has routes that stand in docs/http.md as they are', () => {
  expect(page('http.md')).toContain(`${operationsTable()}\n`);
});

it('needs nothing to be a service of one machine', () => {
  const settings = loadSettings(gatewaySettings, {});
  expect(settings).toMatchObject({ PORT: 8000, HOST: '127.0.0.1', NATS_URL: null });
  expect(() => checkGatewaySettings(settings)).not.toThrow();
});

describe('refuses', () => {
  const nats = { NATS_URL: 'nats://nats' };
  const database = { DATABASE_URL: 'postgres://database/livecalc' };
  it.each([
    [{ ...nats, OBJECTS_DIR: '/shared' }, 'NATS_URL is set and DATABASE_URL is not.'],
    [{ ...database, OBJECTS_DIR: '/shared' }, 'DATABASE_URL is set and NATS_URL is not.'],
    [{ ...nats, ...database }, 'neither OBJECTS_AZURE_URL nor OBJECTS_DIR'],
    [{ OBJECTS_DIR: '/shared' }, 'OBJECTS_DIR is set and NATS_URL is not'],
    [{ OBJECTS_DIR: '/shared', OBJECTS_AZURE_URL: 'https://a' }, 'both set'],
  ])('%o', (env, sentence) => {
    const settings = loadSettings(gatewaySettings, env);
    expect(() => checkGatewaySettings(settings)).toThrow(sentence);
  });

  it('a database without telling its password', () => {
    const settings = loadSettings(gatewaySettings, { DATABASE_URL: 'postgres://u:pw@host/db' });
    expect(JSON.stringify(settings)).not.toContain('pw@');
    expect(() => checkGatewaySettings(settings)).toThrow(/^(?!.*pw@)/);
  });
});
