/**
 * Serves the page on loopback and gives it models one by one: the page asks for the next, fetches its
 * files, and sends what it made of it. So a browser needs no driver, only a URL to open.
 */
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { LiveCalcError } from '../../../contracts/errors.ts';
import { runResultSchema } from '../../../contracts/run-result.ts';
import type { Table } from '../../../contracts/table.ts';
import { memorySource } from '../../../tables/byte-source.ts';
import { readTable } from '../../../tables/read-table.ts';
import type { Outcome } from '../../comparison/outcome.ts';
import type { WrittenCase } from '../../cases/model-case.ts';
import { bundlePage, root, type PageFiles } from './page-files.ts';

const contentTypes: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

/** What lies in the tree, by its folder in URLs. */
const folders: Readonly<Record<string, string>> = {
  '/engines': 'engines-wasm/dist',
  '/python/engines': 'engines-wasm/python/engines',
  '/python/library': 'engines-wasm/python/library',
  '/pyodide': 'node_modules/pyodide',
};

/** SharedArrayBuffer exists in isolated pages only. */
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

interface Task {
  readonly model: WrittenCase;
  readonly tables: Table[];
  readonly done: PromiseWithResolvers<Outcome>;
}

export class PageServer implements AsyncDisposable {
  readonly #server: Server;
  readonly #files: PageFiles;
  #task: Task | null = null;
  /** The page's question for the next model, while there is none. */
  #waiting: ServerResponse | null = null;
  #stopped: Error | null = null;

  private constructor(files: PageFiles) {
    this.#files = files;
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch((error: unknown) => {
        // A file that is not there may be one that nobody needs: the page says so itself.
        if (request.method !== 'GET') this.#task?.done.reject(error);
        response.writeHead(404, isolation).end();
      });
    });
  }

  static async start(): Promise<PageServer> {
    const server = new PageServer(await bundlePage());
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  /**
   * What the page makes of a model; one at a time. Throws what the page tells, or the signal's reason:
   * after that the page may still be busy, and nothing more is asked of it.
   */
  async value(model: WrittenCase, signal: AbortSignal): Promise<Outcome> {
    if (this.#stopped !== null) throw this.#stopped;
    const task: Task = { model, tables: [], done: Promise.withResolvers() };
    const stop = (): void => {
      this.#stopped = signal.reason as Error;
      task.done.reject(signal.reason);
    };
    signal.addEventListener('abort', stop, { once: true });
    this.#task = task;
    this.#giveNext();
    try {
      return await task.done.promise;
    } finally {
      signal.removeEventListener('abort', stop);
      this.#task = null;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (pathname === '/next') {
      this.#waiting = response;
      return this.#giveNext();
    }
    const body =
      request.method === 'GET' ? await this.#file(pathname) : await this.#take(pathname, request);
    const type = contentTypes[path.extname(pathname)] ?? 'text/html';
    response.writeHead(200, { 'Content-Type': type, ...isolation }).end(body);
  }

  #giveNext(): void {
    if (this.#waiting === null || this.#task === null || this.#task.tables.length > 0) return;
    const { name } = this.#task.model;
    this.#waiting.writeHead(200, { 'Content-Type': 'text/plain', ...isolation }).end(`/${name}/`);
    this.#waiting = null;
  }

  async #file(pathname: string): Promise<Uint8Array | string> {
    const known = this.#files.get(pathname);
    if (known !== undefined) return known;
    const name = path.basename(pathname);
    const folder = path.posix.dirname(pathname);
    const place = folders[folder];
    if (place !== undefined) return await readFile(path.join(root, place, name));
    return await readFile(path.join(this.#task?.model.folder ?? '', name));
  }

  /** A table, then the result; or what went wrong. */
  async #take(pathname: string, request: IncomingMessage): Promise<string> {
    const task = this.#task;
    if (task === null) throw new LiveCalcError('INTERNAL', 'The page answers what nobody asked.');
    if (pathname.startsWith('/table/')) {
      const name = `${path.basename(pathname)}.arrow`;
      task.tables.push(await readTable(memorySource(name, new Uint8Array(await buffer(request)))));
    } else if (pathname === '/result') {
      const result = runResultSchema.parse(JSON.parse(await text(request)));
      task.done.resolve({ result, tables: task.tables });
    } else task.done.reject(new LiveCalcError('INTERNAL', await text(request)));
    return '';
  }
}
