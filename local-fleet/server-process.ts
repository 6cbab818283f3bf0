/** A gateway or a worker as it is installed: a process of its own on loopback. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { LiveCalcError } from '../contracts/errors.ts';

export type ServerKind = 'gateway' | 'worker';

export interface ServerOptions {
  readonly kind: ServerKind;
  /** Its settings; PORT is a free one unless it is given. */
  readonly env: Readonly<Record<string, string>>;
  /** Started by this before the command, for example to move its clock. */
  readonly wrapper?: readonly string[];
  /** Every line of its log, parsed. */
  readonly onLog?: (line: Readonly<Record<string, unknown>>) => void;
}

/**
 * As in k8s/ and in package.json: buffers of uploads are garbage until the young generation is full, so a
 * small one keeps a gateway's peak memory from depending on what passes through it (I6).
 */
const nodeFlags = { gateway: ['--max-semi-space-size=2'], worker: [] } as const;

/** What it said on stderr that is worth showing. */
const complaintBytes = 4096;

export class ServerProcess implements AsyncDisposable {
  readonly kind: ServerKind;
  readonly #options: ServerOptions;
  #child: ChildProcess | null = null;
  #port = '';

  private constructor(options: ServerOptions) {
    this.kind = options.kind;
    this.#options = options;
    this.#port = options.env['PORT'] ?? '0';
  }

  /** Resolves once it takes work. Throws INTERNAL, with what it said, where it does not. */
  static async start(options: ServerOptions): Promise<ServerProcess> {
    const server = new ServerProcess(options);
    await server.start();
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get port(): number {
    return Number(this.#port);
  }

  /** Null while it is down. */
  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  /** Again, on the port it had. */
  async start(): Promise<void> {
    const child = this.#spawn();
    this.#child = child;
    let complaint = '';
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      complaint = (complaint + text).slice(-complaintBytes);
    });
    const ready = Promise.withResolvers<void>();
    createInterface({ input: child.stdout! }).on('line', (line) => {
      const said = parsed(line);
      this.#options.onLog?.(said);
      if (typeof said['url'] === 'string') this.#port = new URL(said['url']).port;
      if (said['msg'] === 'ready') ready.resolve();
      if (said['level'] === 'fatal') complaint += `${String(said['msg'])}\n`;
    });
    child.once('exit', () => {
      if (this.#child === child) this.#child = null;
    });
    // By then all that it said is here.
    child.once('close', () => {
      const message = `The ${this.kind} ended before it was ready: ${complaint}`;
      ready.reject(new LiveCalcError('INTERNAL', message));
    });
    await ready.promise;
  }

  /** As a machine that loses its power: what it started ends by itself. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** As Kubernetes ends a pod, without a limit to its patience. */
  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  pause(): void {
    this.#child?.kill('SIGSTOP');
  }

  resume(): void {
    this.#child?.kill('SIGCONT');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }

  #spawn(): ChildProcess {
    const { env, wrapper = [] } = this.#options;
    const entry = path.join(import.meta.dirname, '..', this.kind, 'main.ts');
    const [command, ...args] = [...wrapper, process.execPath, ...nodeFlags[this.kind], entry];
    return spawn(command, args, {
      env: { PATH: process.env['PATH'] ?? '', ...env, PORT: this.#port },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (child === null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    // A paused process does not hear SIGTERM.
    child.kill('SIGCONT');
    await gone;
  }
}

function parsed(line: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return { msg: line };
  }
}
