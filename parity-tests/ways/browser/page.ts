/** What the page runs: models that its server names, with nothing but what a browser has. */
import { engineModule } from '../../../contracts/engine-file.ts';
import type { RunConfig } from '../../../contracts/config.ts';
import { parseConfig } from '../../../contracts/parse-config.ts';
import { urlEngines } from '../../../engines-wasm/browser/engine-urls.ts';
import type { EngineSource } from '../../../engines-wasm/engine-source.ts';
import { browserPlatform } from '../../../runtime/browser/platform.ts';
import type { Platform } from '../../../runtime/platform.ts';
import { runValuation } from '../../../runtime/run-valuation.ts';
import type { Valuation } from '../../../runtime/valuation.ts';
import { memorySink } from '../../../tables/byte-sink.ts';
import { memorySource } from '../../../tables/byte-source.ts';
import { InputSession } from '../../../tables/inputs/input-session.ts';
import { writeTable } from '../../../tables/write-table.ts';

const threads = 2;
const builtIn = ['scenarios', 'compress', 'projection'];
const builtInPython = ['esg', 'solver'];
const pythonUrl = '/python/';

for (;;) {
  const next = await fetch('/next');
  if (!next.ok) break;
  await tell(await next.text()).catch((error: unknown) =>
    send(
      'POST',
      '/failed',
      error instanceof Error ? `${error.name}: ${error.message}` : String(error),
    ),
  );
}

/** Values the model at this path and sends its tables, then its result. */
async function tell(model: string): Promise<void> {
  const { result, tables } = await value(model);
  for (const table of tables) {
    const sink = memorySink();
    await writeTable(table, 'arrow', sink);
    await send('PUT', `/table/${table.name}`, sink.bytes());
  }
  await send('POST', '/result', JSON.stringify(result));
}

async function value(model: string): Promise<Valuation> {
  if (!globalThis.crossOriginIsolated) throw new Error('the page is not cross-origin isolated');
  const text = new TextDecoder().decode(await load(`${model}livecalc.config.json`));
  const parsed = parseConfig(text, 'livecalc.config.json');
  const config = { ...parsed, execution: { ...parsed.execution, threads } };
  const platform = await browserPlatform('/thread-entry.js', {
    pyodideUrl: '/pyodide/',
    libraryUrl: pythonUrl,
    threadUrl: '/python-thread-entry.js',
  });
  const file = (reference: string): string => model + reference.replace('local://', '');
  const session = new InputSession({
    open: async (reference) => memorySource(file(reference), await load(file(reference))),
    createSha256: platform.createSha256,
    carryColumns: false,
  });
  const carryColumns = config.output.tables.includes('policies');
  return await runValuation({
    config,
    inputs: await session.load(config, { carryColumns }),
    loadInputs: (one) => session.load(one, { carryColumns }),
    engines: enginesOf(config, platform, file),
    platform,
  });
}

/** Built-in ones from the server's dist, the model's own from its folder. */
function enginesOf(
  config: RunConfig,
  { createSha256 }: Platform,
  file: (reference: string) => string,
): EngineSource {
  const python = {
    baseUrl: new URL(pythonUrl, location.href),
    names: builtInPython,
    createSha256,
  };
  const known = urlEngines(new URL('/engines/', location.href), builtIn, python);
  const own = config.engines;
  return {
    pythonNames: () => known.pythonNames(),
    names: () => [...builtIn, ...Object.keys(own)],
    python: (name) => known.python(name),
    load: (name) =>
      own[name] === undefined ? known.load(name) : load(file(engineModule(own[name]))),
  };
}

async function load(path: string): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

async function send(method: string, path: string, body: BodyInit): Promise<void> {
  const { ok, status } = await fetch(path, { method, body });
  if (!ok) throw new Error(`${path}: ${status}`);
}
