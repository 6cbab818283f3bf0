/** A real PostgreSQL of the test's own: loopback, free port, temporary data, never fsync. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** Where Debian and Ubuntu put its versions. */
const versionsFolder = '/usr/lib/postgresql';
const programs = newestPrograms();

/** Why no server can be started here, to be printed with what is skipped; null where one can. */
export const noPostgres: string | null =
  programs === '' ? `PostgreSQL is not in ${versionsFolder} (apt-get install postgresql)` : null;

export interface PostgresServer extends AsyncDisposable {
  /** Of the database `postgres`. */
  readonly url: string;
  readonly port: number;
  /** Of the server's first process; another after each start. */
  readonly pid: number;
  /** A database of its own, empty. Resolves to its URL. */
  createDatabase(name: string): Promise<string>;
  start(): Promise<void>;
  /** Ends its connections, and resolves when it is down. */
  stop(): Promise<void>;
  /** SIGKILL: it has to recover at the next start. */
  kill(): Promise<void>;
  restart(): Promise<void>;
}

/** '' where there is none. */
function newestPrograms(): string {
  const versions = existsSync(versionsFolder) ? readdirSync(versionsFolder).map(Number) : [];
  const folders = versions
    .toSorted((a, b) => b - a)
    .map((version) => join(versionsFolder, String(version), 'bin'));
  return folders.find((folder) => existsSync(join(folder, 'postgres'))) ?? '';
}

/** PostgreSQL refuses to run as root. */
interface Owner {
  readonly uid?: number;
  readonly gid?: number;
}

export interface PostgresServerOptions {
  /** A certificate with its key, in PEM: then it takes connections with TLS, too. */
  readonly tls?: { readonly certificate: string; readonly key: string };
}

export async function startPostgres({ tls }: PostgresServerOptions = {}): Promise<PostgresServer> {
  const folder = await mkdtemp(join(tmpdir(), 'livecalc-postgres-'));
  const owner = process.getuid?.() === 0 ? await postgresUser() : {};
  if (owner.uid !== undefined) await chown(folder, owner.uid, owner.gid!);
  const data = join(folder, 'data');
  const options = ['-D', data, '-U', 'livecalc', '-A', 'trust', '-E', 'UTF8', '--no-sync'];
  await run(join(programs, 'initdb'), options, { ...owner, cwd: folder });
  const secured = tls === undefined ? [] : await writeCertificate(data, owner, tls);
  const port = await freePort();
  const url = (database: string): string => `postgres://livecalc@127.0.0.1:${port}/${database}`;
  let server = await startServer(owner, data, port, secured);
  const end = async (signal: 'SIGINT' | 'SIGKILL'): Promise<void> => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const exit = once(server, 'exit');
    server.kill(signal);
    await exit;
  };
  const start = async (): Promise<void> =>
    void (server = await startServer(owner, data, port, secured));
  return {
    url: url('postgres'),
    port,
    get pid() {
      return server.pid!;
    },
    async createDatabase(name) {
      const at = ['-h', '127.0.0.1', '-p', String(port), '-U', 'livecalc', name];
      await run(join(programs, 'createdb'), at);
      return url(name);
    },
    start,
    stop: () => end('SIGINT'),
    kill: () => end('SIGKILL'),
    async restart() {
      await end('SIGINT');
      await start();
    },
    async [Symbol.asyncDispose]() {
      await end('SIGINT');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const settings = ['fsync=off', 'full_page_writes=off', 'max_connections=60', 'shared_buffers=16MB'];

/** Resolves when it takes connections; rejects with what it said where it ends before. */
async function startServer(
  owner: Owner,
  data: string,
  port: number,
  secured: readonly string[],
): Promise<ChildProcess> {
  const options = ['-D', data, '-h', '127.0.0.1', '-p', String(port), '-k', ''];
  const server = spawn(
    join(programs, 'postgres'),
    [...options, ...[...settings, ...secured].flatMap((setting) => ['-c', setting])],
    { ...owner, cwd: data, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let said = '';
  server.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-5000);
    if (text.includes('ready to accept connections')) resolve();
  });
  server.on('error', reject).on('exit', () => reject(new Error(`postgres ended: ${said}`)));
  await promise;
  return server;
}

/** PostgreSQL wants the key for itself. Resolves to the settings that name them. */
async function writeCertificate(
  data: string,
  { uid, gid }: Owner,
  { certificate, key }: NonNullable<PostgresServerOptions['tls']>,
): Promise<readonly string[]> {
  const [certificateFile, keyFile] = [join(data, 'server.crt'), join(data, 'server.key')];
  await writeFile(certificateFile, certificate);
  await writeFile(keyFile, key, { mode: 0o600 });
  if (uid !== undefined) await chown(keyFile, uid, gid!);
  return ['ssl=on', `ssl_cert_file=${certificateFile}`, `ssl_key_file=${keyFile}`];
}

async function postgresUser(): Promise<Owner> {
  const id = async (flag: string): Promise<number> =>
    Number((await run('id', [flag, 'postgres'])).stdout);
  return { uid: await id('-u'), gid: await id('-g') };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
