/**
 * Takes from a thread what its Python must not reach: ways to run JavaScript, the network, other
 * threads. Python's own refusals (livecalc_shut.py) stand before it; what gets past them ends here.
 *
 * It makes an escape hard, not impossible: package Python runs in a process of its own all the same
 * (I8).
 */

/** Globals of Node and of browsers that lead out; also those that make code from text. */
const outward = [
  'eval',
  'fetch',
  'Request',
  'WebSocket',
  'WebSocketStream',
  'WebTransport',
  'EventSource',
  'XMLHttpRequest',
  'Worker',
  'SharedWorker',
  'ServiceWorker',
  'importScripts',
  'BroadcastChannel',
  'MessageChannel',
  'indexedDB',
  'caches',
  'cookieStore',
  'localStorage',
  'sessionStorage',
  'navigator',
  'location',
  'process',
  'require',
  'postMessage',
  'close',
] as const;

/** To be called after Pyodide has started and before any code of an engine runs. */
export function hideHost(): void {
  for (const name of outward) hideGlobal(name);
  for (const make of [
    function () {},
    async function () {},
    function* () {},
    async function* () {},
  ]) {
    // The way from any function to one that compiles text.
    delete (Object.getPrototypeOf(make) as { constructor?: unknown }).constructor;
  }
}

/** From the global object and from its prototypes, where browsers keep some. */
function hideGlobal(name: string): void {
  for (
    let owner: object | null = globalThis;
    owner !== null;
    owner = Object.getPrototypeOf(owner)
  ) {
    Reflect.deleteProperty(owner, name);
  }
  // What cannot be deleted is covered.
  if (name in globalThis) Reflect.defineProperty(globalThis, name, { value: undefined });
}
