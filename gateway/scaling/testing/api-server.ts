/** As much of Kubernetes' API server as patches of pods need, with its checks: on loopback. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

export interface FakePod {
  metadata: { name: string; labels: Record<string, string>; annotations: Record<string, string> };
}

export class ApiServer implements AsyncDisposable {
  readonly pods = new Map<string, FakePod>();
  /** Requests that came, `PATCH pod-1`. */
  readonly requests: string[] = [];
  readonly namespace = 'livecalc';
  readonly token = 'token-of-the-gateway';
  /** Whether the account's Role has the verb patch. */
  mayPatch = true;
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  static async start(): Promise<ApiServer> {
    const server = new ApiServer();
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  addPod(name: string, annotations: Record<string, string> = {}): FakePod {
    const pod = { metadata: { name, labels: { app: 'livecalc-worker' }, annotations } };
    this.pods.set(name, pod);
    return pod;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method, url = '', headers } = request;
    const path = new RegExp(`^/api/v1/namespaces/${this.namespace}/pods/([^/?]+)$`);
    const name = path.exec(url)?.[1];
    this.requests.push(`${method} ${name ?? url}`);
    const pod = this.pods.get(name ?? '');
    if (headers.authorization !== `Bearer ${this.token}`) return refuse(response, 401);
    if (method !== 'PATCH' || !this.mayPatch) return refuse(response, 403);
    if (headers['content-type'] !== 'application/strategic-merge-patch+json') {
      return refuse(response, 415);
    }
    if (pod === undefined) return refuse(response, 404);
    const patch = (await json(request)) as Partial<FakePod>;
    // Maps of strings are merged by key; null would take a key away.
    Object.assign(pod.metadata.annotations, patch.metadata?.annotations);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ apiVersion: 'v1', kind: 'Pod', ...pod }));
  }
}

function refuse(response: ServerResponse, code: number): void {
  response.writeHead(code, { 'content-type': 'application/json' });
  const status = { apiVersion: 'v1', kind: 'Status', status: 'Failure', code, message: 'no' };
  response.end(JSON.stringify(status));
}
