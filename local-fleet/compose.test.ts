/** compose.yaml, read: docker compose itself is not on every machine. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import packageJson from '../package.json' with { type: 'json' };
import { checkGatewaySettings, gatewaySettings } from '../gateway/settings.ts';
import { roleOf } from '../image/roles.ts';
import { loadSettings } from '../service/settings/load-settings.ts';
import { workerSettings } from '../worker/settings.ts';

interface Service {
  readonly image: string;
  readonly command?: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly volumes: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly scale?: number;
  readonly healthcheck?: unknown;
}

const text = readFileSync(new URL('../compose.yaml', import.meta.url), 'utf8');
const { services, volumes } = parse(text, { merge: true }) as {
  services: Readonly<Record<'gateway' | 'worker' | 'nats' | 'postgres', Service>>;
  volumes: Readonly<Record<string, null>>;
};

describe('compose.yaml', () => {
  test('starts a gateway, two workers, NATS and PostgreSQL', () => {
    expect(Object.keys(services)).toEqual(['gateway', 'worker', 'nats', 'postgres']);
    expect(roleOf(services.gateway.command?.[0])).toBe('gateway');
    expect(services.worker).toMatchObject({ scale: 2 });
  });

  test('names the image of this version, and NATS and PostgreSQL of one', () => {
    const ours = `\${LIVECALC_IMAGE:-livecalc-worker:${packageJson.version}}`;
    expect([services.gateway.image, services.worker.image]).toEqual([ours, ours]);
    expect(services.nats.image).toMatch(/^nats:2\.1[2-9]\.\d+/);
    expect(services.postgres.image).toMatch(/^postgres:\d+\.\d+/);
  });

  test('gives each server settings that it knows and starts with', () => {
    const { gateway, worker } = services;
    for (const [schema, { environment }] of [
      [gatewaySettings, gateway],
      [workerSettings, worker],
    ] as const) {
      expect(Object.keys(environment).filter((name) => !(name in schema))).toEqual([]);
    }
    checkGatewaySettings(loadSettings(gatewaySettings, gateway.environment));
    loadSettings(workerSettings, worker.environment);
  });

  test('addresses servers by the names of their services, on their ports', () => {
    const { NATS_URL: nats, DATABASE_URL: database } = services.gateway.environment;
    expect(new URL(nats ?? '')).toMatchObject({ hostname: 'nats', port: '4222' });
    expect(new URL(database ?? '')).toMatchObject({ hostname: 'postgres', port: '5432' });
    expect(services.worker.environment).toMatchObject({
      NATS_URL: nats,
      GATEWAY_URL: 'http://gateway:8000',
    });
  });

  test('lets nobody in from outside of this machine', () => {
    const published = Object.values(services).flatMap(({ ports }) => ports ?? []);
    expect(published).toEqual(['127.0.0.1:${LIVECALC_PORT:-8000}:8000']);
  });

  test('waits for what each server needs, all of which tell their health', () => {
    for (const { depends_on: needs = {} } of Object.values(services)) {
      expect(Object.values(needs).map(({ condition }) => condition)).toEqual(
        Object.keys(needs).map(() => 'service_healthy'),
      );
    }
    expect([services.nats, services.postgres].map(({ healthcheck }) => healthcheck)).not.toContain(
      undefined,
    );
  });

  test('declares the volumes that it mounts by name', () => {
    const mounted = Object.values(services)
      .flatMap((service) => service.volumes)
      .map((volume) => volume.split(':')[0] ?? '')
      .filter((name) => /^\w+$/.test(name));
    expect([...new Set(mounted)].toSorted()).toEqual(Object.keys(volumes).toSorted());
  });
});
