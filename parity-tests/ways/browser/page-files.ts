/** What a page is made of: bundles, and the engines as they lie in dist. */
import path from 'node:path';
import { build } from 'esbuild';

export const root: string = path.join(import.meta.dirname, '..', '..', '..');

/** What the page's own code cannot catch is told as well. */
const html = `<!doctype html><title>LiveCalc</title>
<script>
  const tell = (body) => fetch('/failed', { method: 'POST', body });
  addEventListener('error', ({ message }) => tell(message));
  addEventListener('unhandledrejection', ({ reason }) => tell(String(reason)));
</script>
<script type="module" src="/page.js"></script>`;

/** By path of the URL. */
export type PageFiles = ReadonlyMap<string, Uint8Array | string>;

export async function bundlePage(): Promise<PageFiles> {
  return new Map<string, Uint8Array | string>([
    ['/', html],
    ['/page.js', await bundle('parity-tests/ways/browser/page.ts')],
    ['/thread-entry.js', await bundle('runtime/browser/thread-entry.ts')],
    ['/python-thread-entry.js', await bundle('engines-wasm/browser/python-thread-entry.ts')],
  ]);
}

async function bundle(entry: string): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: [path.join(root, entry)],
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2024',
    write: false,
    logLevel: 'error',
  });
  return outputFiles[0]!.contents;
}
