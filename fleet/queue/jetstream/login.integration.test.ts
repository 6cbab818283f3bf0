import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { thrownBy } from '../../../service/testing/thrown.ts';
import { createNatsAccounts } from '../testing/nats-accounts.ts';
import { natsQueue } from '../testing/nats-queues.ts';
import {
  natsServerCommand,
  startNatsServer,
  withoutNats,
  type NatsServer,
} from '../testing/nats-server.ts';
import type { NatsSettings } from './connect-jetstream.ts';
import type { JetStreamQueue } from './jetstream-queue.ts';

function emptyFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'livecalc-nats-login-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function serverWith(text: string, folder = emptyFolder()): Promise<NatsServer> {
  const config = path.join(folder, 'nats.conf');
  writeFileSync(config, text);
  const server = await startNatsServer({ config });
  onTestFinished(() => server[Symbol.asyncDispose]());
  return server;
}

async function queueAt(
  { url }: Pick<NatsServer, 'url'>,
  changes: Partial<NatsSettings> = {},
): Promise<JetStreamQueue> {
  const queue = await natsQueue(url, changes);
  onTestFinished(() => queue[Symbol.asyncDispose]());
  return queue;
}

function urlWith(login: string, { url }: NatsServer): string {
  return url.replace('://', `://${login}@`);
}

describe.skipIf(natsServerCommand === null)(`a server that asks who comes${withoutNats}`, () => {
  it('takes a user and a password from the address', async () => {
    const server = await serverWith('authorization { user: me, password: "p@ss:word" }');
    const queue = await queueAt({ url: urlWith('me:p%40ss%3Aword', server) });
    expect(await queue.size()).toBe(0);
  });

  it('takes a token from the address', async () => {
    const server = await serverWith('authorization { token: t0ken }');
    const queue = await queueAt({ url: urlWith('t0ken', server) });
    expect(await queue.size()).toBe(0);
  });

  it('takes a file of credentials, and a renewed one without a restart', async () => {
    const accounts = createNatsAccounts();
    const server = await serverWith(accounts.config);
    const credentialsFile = path.join(emptyFolder(), 'nats.creds');
    writeFileSync(credentialsFile, accounts.strangeUser());
    const queue = await queueAt(server, { credentialsFile });
    expect((await thrownBy(() => queue.size())).code).toBe('BACKEND_UNAVAILABLE');
    writeFileSync(credentialsFile, accounts.newUser());
    await expect.poll(() => queue.isConnected).toBe(true);
    expect(await queue.size()).toBe(0);
  });

  it('needs no file that is not there', async () => {
    const settings = { credentialsFile: '/nowhere/nats.creds' };
    const error = await thrownBy(() => natsQueue('nats://127.0.0.1:9', settings));
    expect(error.code).toBe('CONFIG_INVALID');
    expect(error.message).toContain('NATS_CREDENTIALS is "/nowhere/nats.creds"');
  });
});

describe.skipIf(natsServerCommand === null)(`a server with a certificate${withoutNats}`, () => {
  /** A certificate for localhost that vouches for itself; the client knows no certificates of addresses. */
  function certificate(folder: string): { cert: string; key: string } {
    const [cert, key] = [path.join(folder, 'cert.pem'), path.join(folder, 'key.pem')];
    const what = ['-subj', '/CN=nats', '-addext', 'subjectAltName=DNS:localhost', '-days', '2'];
    const how = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
    execFileSync('openssl', ['req', ...how, '-keyout', key, '-out', cert, ...what], {
      stdio: 'ignore',
    });
    return { cert, key };
  }

  it('is believed where its authority is known, and not otherwise', async () => {
    const folder = emptyFolder();
    const { cert, key } = certificate(folder);
    const server = await serverWith(`tls { cert_file: "${cert}", key_file: "${key}" }`, folder);
    const url = `tls://localhost:${server.port}`;
    const trusting = await queueAt({ url }, { caFile: cert });
    expect(await trusting.size()).toBe(0);
    const doubting = await queueAt({ url });
    expect((await thrownBy(() => doubting.size())).code).toBe('BACKEND_UNAVAILABLE');
  });

  it('is asked for where the address says tls', async () => {
    const server = await serverWith('max_payload: 1048576');
    const queue = await queueAt({ url: server.url.replace('nats:', 'tls:') });
    expect((await thrownBy(() => queue.size())).code).toBe('BACKEND_UNAVAILABLE');
  });
});
