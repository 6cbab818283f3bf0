/** Takes Node's own modules from a thread: whoever finds a way to them finds functions that refuse. */
import { createRequire, syncBuiltinESMExports } from 'node:module';

/** Programs, files, sockets, threads, other code. `worker_threads` goes too: the port is in hand. */
const outward = [
  'child_process',
  'cluster',
  'dgram',
  'dns',
  'dns/promises',
  'fs',
  'fs/promises',
  'http',
  'http2',
  'https',
  'inspector',
  'inspector/promises',
  'net',
  'process',
  'repl',
  'sqlite',
  'tls',
  'v8',
  'vm',
  'worker_threads',
  'module',
] as const;

/** For this thread, and for good. */
export function hideModules(): void {
  const require = createRequire(import.meta.url);
  const modules = outward.map((name) => require(`node:${name}`) as Record<string, unknown>);
  const sync = syncBuiltinESMExports;
  for (const exported of modules) refuseFunctions(exported);
  sync();
}

function refuseFunctions(exported: Record<string, unknown>): void {
  for (const [name, { value, writable }] of Object.entries(
    Object.getOwnPropertyDescriptors(exported),
  )) {
    if (typeof value !== 'function' || writable !== true) continue;
    exported[name] = (): never => {
      throw new Error(`${name} is not there for engines`);
    };
  }
}
