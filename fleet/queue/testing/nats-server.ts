/** A real nats-server with JetStream, on loopback and a free port, with a store of its own. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';

export interface NatsServerOptions {
  /** Absolute; without it a temporary folder, removed in the end. */
  readonly storeDir?: string;
  /** Without it any free one. */
  readonly port?: number;
  /** A configuration file, for what cannot be said on the command line. */
  readonly config?: string;
}

/** Where Debian's package puts it, unless the PATH names another. */
const usualPlaces = ['nats-server', '/usr/sbin/nats-server'];

/** The command that starts it; null where there is none on this machine. */
export const natsServerCommand: string | null = findCommand();

/** Why tests that need one are skipped, for their names; '' where they are not. */
export const withoutNats: string =
  natsServerCommand === null
    ? ' (skipped: there is no nats-server; apt-get install nats-server)'
    : '';

/** Starts a server that is ready when the promise resolves. */
export async function startNatsServer(options: NatsServerOptions = {}): Promise<NatsServer> {
  const server = new NatsServer(options);
  await server.start();
  return server;
}

export class NatsServer implements AsyncDisposable {
  readonly storeDir: string;
  readonly #options: NatsServerOptions;
  #port: number | null;
  #process: ChildProcess | null = null;

  constructor(options: NatsServerOptions) {
    this.#options = options;
    this.storeDir = options.storeDir ?? mkdtempSync(path.join(os.tmpdir(), 'livecalc-nats-'));
    this.#port = options.port ?? null;
  }

  get port(): number {
    if (this.#port === null) throw new Error('nats-server was never started');
    return this.#port;
  }

  get url(): string {
    return `nats://127.0.0.1:${this.port}`;
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** Again on the same port, with what its store holds. */
  async start(): Promise<void> {
    if (natsServerCommand === null) throw new Error('there is no nats-server');
    const { config } = this.#options;
    const port = this.#port === null ? '-1' : String(this.#port);
    const where = ['--addr', '127.0.0.1', '--port', port, '-js', '-sd', this.storeDir];
    const child = spawn(
      natsServerCommand,
      [...where, ...(config === undefined ? [] : ['--config', config])],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
    this.#process = child;
    const said: string[] = [];
    for await (const line of createInterface({ input: child.stderr })) {
      said.push(line);
      const found = /Listening for client connections on .*:(\d+)$/.exec(line)?.[1];
      if (found !== undefined) this.#port = Number(found);
      if (line.endsWith('Server is ready')) break;
    }
    // What it says later is nobody's business, and must not fill the pipe.
    child.stderr.resume();
    if (child.exitCode !== null || this.#port === null) {
      throw new Error(`nats-server did not start:\n${said.join('\n')}`);
    }
  }

  /** As a machine that loses its power. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  /** Loses all that it stored; it must not run. */
  wipe(): void {
    rmSync(this.storeDir, { recursive: true, force: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    if (this.#options.storeDir === undefined) this.wipe();
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#process;
    this.#process = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }
}

function findCommand(): string | null {
  for (const command of usualPlaces) {
    try {
      execFileSync(command, ['--version'], { stdio: 'ignore' });
      return command;
    } catch {
      // Not there.
    }
  }
  return null;
}
