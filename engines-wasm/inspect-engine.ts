/** Compiles an engine's bytes and reads what it says of itself. */
import { engineInfoSchema, type EngineInfo } from '../contracts/engine-info.ts';
import { LiveCalcError } from '../contracts/errors.ts';
import { abiVersion, readText, type EngineExports } from './abi.ts';
import { parameterSchema } from './complete-config.ts';
import { instantiateEngine, invalidEngine } from './instantiate-engine.ts';

/** Memory below the bus, where the static regions of all engines lie. */
export const staticRegionsBytes = 16 * 1024 * 1024;
const pageBytes = 65_536;
const describeLimitBytes = 256 * 1024;

/** Addresses [begin, end) of a module's constants and its own (unused) stack. */
export interface StaticRegion {
  readonly begin: number;
  readonly end: number;
}

const requiredExports = [
  ['lc_abi_version', 'function'],
  ['lc_describe', 'function'],
  ['lc_map', 'function'],
  ['lc_finalize', 'function'],
  ['__stack_pointer', 'global'],
  ['__global_base', 'global'],
  ['__heap_base', 'global'],
] as const;

export interface InspectedEngine {
  readonly info: EngineInfo;
  readonly module: WebAssembly.Module;
  readonly region: StaticRegion;
}

/**
 * Compiles and describes a module. It runs on a scratch memory that is dropped afterwards.
 * Throws ENGINE_INVALID saying which rule of the ABI the module breaks.
 */
export async function inspectEngine(
  name: string,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<InspectedEngine> {
  const module = await compile(name, bytes);
  checkInterface(name, module);
  const pages = staticRegionsBytes / pageBytes;
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  const exports = instantiateEngine(name, module, memory);
  const { version, description } = describe(name, exports, memory);
  if (version !== abiVersion) {
    const found = `it follows ABI version ${version}; this runtime has ${abiVersion}`;
    throw invalidEngine(name, found);
  }
  // The globals are signed; an address is not.
  const region = {
    begin: exports.__global_base.value >>> 0,
    end: exports.__heap_base.value >>> 0,
  };
  if (region.end > staticRegionsBytes) {
    throw invalidEngine(
      name,
      `its static region ends at ${region.end}; link it with -sGLOBAL_BASE so that it ends below ${staticRegionsBytes}`,
    );
  }
  return { info: parseInfo(name, description), module, region };
}

/** Calls the module, which may trap. */
function describe(
  name: string,
  exports: EngineExports,
  memory: WebAssembly.Memory,
): { version: number; description: string } {
  try {
    const description = readText(memory, exports.lc_describe() >>> 0, describeLimitBytes);
    return { version: exports.lc_abi_version(), description };
  } catch (error) {
    throw invalidEngine(name, `it traps when it is asked what it is: ${String(error)}`, error);
  }
}

/**
 * Refuses engines whose static regions overlap: two modules linked at the same base would read
 * each other's constants without any error. Throws ENGINE_INVALID naming both.
 */
export function checkStaticRegions(engines: readonly InspectedEngine[]): void {
  const sorted = engines.toSorted((a, b) => a.region.begin - b.region.begin);
  sorted.forEach((engine, index) => {
    const next = sorted[index + 1];
    if (next && next.region.begin < engine.region.end) {
      throw new LiveCalcError(
        'ENGINE_INVALID',
        `Engines "${engine.info.name}" and "${next.info.name}" keep their constants at overlapping ` +
          `addresses (${print(engine.region)} and ${print(next.region)}), so one would read the other's. ` +
          `Link one of them with another -sGLOBAL_BASE.`,
        { node: next.info.name },
      );
    }
  });
}

function print(region: StaticRegion): string {
  return `${region.begin} to ${region.end}`;
}

async function compile(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<WebAssembly.Module> {
  try {
    return await WebAssembly.compile(bytes);
  } catch (error) {
    throw invalidEngine(
      name,
      `it is not a WebAssembly module that this machine can compile: ${String(error)}`,
      error,
    );
  }
}

function checkInterface(name: string, module: WebAssembly.Module): void {
  const imports = WebAssembly.Module.imports(module);
  const foreign = imports.find((item) => item.module !== 'env' || item.name !== 'memory');
  if (foreign) {
    throw invalidEngine(
      name,
      `it imports "${foreign.module}.${foreign.name}"; an engine gets memory and nothing else`,
    );
  }
  if (imports.length === 0)
    throw invalidEngine(name, 'it does not import the run’s memory as "env.memory"');
  const exported = new Map(
    WebAssembly.Module.exports(module).map((item) => [item.name, item.kind]),
  );
  const missing = requiredExports.filter(([item, kind]) => exported.get(item) !== kind);
  if (missing.length === 0) return;
  const list = missing.map(([item, kind]) => `the ${kind} ${item}`).join(', ');
  throw invalidEngine(name, `it does not export ${list}`);
}

function parseInfo(name: string, text: string): EngineInfo {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw invalidEngine(name, `lc_describe does not return JSON: ${String(error)}`, error);
  }
  const parsed = engineInfoSchema.safeParse(json);
  if (parsed.success) {
    checkParameters(name, parsed.data);
    return parsed.data;
  }
  const [issue] = parsed.error.issues;
  throw invalidEngine(
    name,
    `its description is wrong at "${issue?.path.join('.')}": ${issue?.message}`,
  );
}

function checkParameters(name: string, info: EngineInfo): void {
  try {
    parameterSchema(info);
  } catch (error) {
    throw invalidEngine(name, `its "parameters" are no JSON Schema: ${String(error)}`, error);
  }
}
