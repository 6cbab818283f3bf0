/** Serves the bundled page, the engines and the examples on loopback, cross-origin isolated. */
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { build } from 'esbuild';

const root = path.join(import.meta.dirname, '..', '..');
const page = '<!doctype html><title>LiveCalc</title><script type="module" src="/page.js"></script>';

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

/** SharedArrayBuffer exists in isolated pages only. */
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

async function bundle(entry: string): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: [path.join(root, entry)],
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2024',
    write: false,
  });
  return outputFiles[0]!.contents;
}

export async function serveBrowserTest(): Promise<{ server: Server; url: string }> {
  const bundled = new Map<string, Uint8Array | string>([
    ['/', page],
    ['/page.js', await bundle('parity-tests/browser/page.ts')],
    ['/thread-entry.js', await bundle('runtime/browser/thread-entry.ts')],
  ]);
  const content = (pathname: string): Promise<Uint8Array | string> | Uint8Array | string => {
    const known = bundled.get(pathname);
    if (known !== undefined) return known;
    if (pathname.startsWith('/examples/')) return readFile(path.join(root, pathname));
    return readFile(path.join(root, 'engines-wasm', 'dist', path.basename(pathname)));
  };
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    try {
      const body = await content(pathname);
      const type = contentTypes[path.extname(pathname) || '.html'] ?? 'application/octet-stream';
      response.writeHead(200, { 'Content-Type': type, ...isolation }).end(body);
    } catch {
      response.writeHead(404, isolation).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
}
