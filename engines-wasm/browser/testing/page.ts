/** What the test page runs: a Python engine on a shared memory, with nothing but what a browser has. */
import { loadWasmSha256 } from '../../../contracts/wasm-sha256.ts';
import { browserPython } from '../browser-python.ts';
import { urlEngines } from '../engine-urls.ts';

export interface SeenRun {
  readonly sums: readonly number[];
  readonly printed: readonly string[];
  readonly copies: number;
  /** Of the built-in module esg. */
  readonly sha256: string;
}

declare global {
  /** Called by the test. */
  var runPython: (source: string) => Promise<SeenRun>;
}

globalThis.runPython = async (source) => {
  const runtime = browserPython({
    pyodideUrl: '/pyodide/',
    libraryUrl: '/python/',
    threadUrl: '/python-thread-entry.js',
  });
  const createSha256 = await loadWasmSha256();
  const engines = urlEngines('/engines/', [], {
    baseUrl: '/python/',
    names: ['esg'],
    createSha256,
  });
  const { sha256 } = await engines.python('esg');
  const interpreter = await runtime.take();
  await interpreter.open({ name: 'mine', source, sha256: '', isBuiltIn: false, wheels: [] });
  await interpreter.initialize({}, { seed: 42 });
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
  const column = (name: string, address: number, shape: readonly number[], length: number) =>
    ({ name, type: 'f64', address, length, shape }) as const;
  new Float64Array(memory.buffer, 0, 6).set([1, 2, 3, 40, 50, 60]);
  const never = new AbortController().signal;
  const printed: string[] = [];
  const { copies } = await interpreter.run(
    {
      memory,
      axes: { row: 1, member: 1, scenario: 2, time: 3, group: 1, stepsPerYear: 1 },
      inputs: [{ name: 'rates', columns: [column('rate', 0, [2, 3], 6)] }],
      outputs: [{ name: 'sums', columns: [column('sum', 64, [2], 2)] }],
    },
    { signal: never, interrupt: never, onLog: ({ text }) => printed.push(text) },
  );
  await interpreter[Symbol.asyncDispose]();
  await runtime[Symbol.asyncDispose]();
  return { sums: [...new Float64Array(memory.buffer, 64, 2)], printed, copies, sha256 };
};
