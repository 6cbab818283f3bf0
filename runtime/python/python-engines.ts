/**
 * The Python engines of one valuation.
 *
 * What an engine writes may depend on its config, so it is initialised when the run is planned; the
 * interpreter that did it is kept for the node, so that planning costs no start of its own. Plans of the
 * same valuation, such as those of its sensitivities, ask again and are told what is known.
 */
import type { EngineConfig } from '../../contracts/engine.ts';
import type { EngineInfo } from '../../contracts/engine-info.ts';
import { LiveCalcError } from '../../contracts/errors.ts';
import type { PipelineNode } from '../../contracts/pipeline-config.ts';
import { completeConfig } from '../../engines-wasm/complete-config.ts';
import type { EngineSource } from '../../engines-wasm/engine-source.ts';
import type {
  CallLimits,
  PythonCredentials,
  PythonInterpreter,
  PythonRuntime,
} from '../../engines-wasm/python/interpreter.ts';
import { engineReference } from '../pipeline/engine-reference.ts';
import type { LoadedPython } from '../pipeline/load-engines.ts';

/** An interpreter with the engine of a node, initialised with a config. */
export interface OpenEngine {
  readonly interpreter: PythonInterpreter;
  readonly config: EngineConfig;
}

export interface PythonOptions {
  /** Null where this machine has no Pyodide. */
  readonly runtime: PythonRuntime | null;
  /** Of the run: `random` starts from it. */
  readonly seed: number;
  /** For engines that support the Assumptions Manager; never on a server (I8). */
  readonly credentials?: PythonCredentials | undefined;
  /** Ends what planning waits for, with its reason. */
  readonly signal?: AbortSignal | undefined;
}

export class PythonEngines implements AsyncDisposable {
  readonly #options: PythonOptions;
  readonly #loaded = new Map<string, Promise<LoadedPython>>();
  /** Interpreters that planning opened and no run has taken, by node and config with its defaults. */
  readonly #open = new Map<string, PythonInterpreter>();
  readonly #taken = new Set<PythonInterpreter>();

  constructor(options: PythonOptions) {
    this.#options = options;
  }

  /**
   * What a node's engine is under its config. Throws ENGINE_NOT_FOUND, also where there is no Pyodide,
   * CONFIG_INVALID, ENGINE_INVALID, ENGINE_INIT_FAILED.
   */
  load(node: PipelineNode, engines: EngineSource): Promise<LoadedPython> {
    const key = keyOf(node.id, node.config);
    const known = this.#loaded.get(key) ?? this.#load(node, engines);
    this.#loaded.set(key, known);
    return known;
  }

  /**
   * The interpreter of a node, which is the caller's until it gives it back by `end`. Throws as `load`
   * does, and the reason of a limit.
   */
  async take(
    node: string,
    engine: LoadedPython,
    config: EngineConfig,
    limits: CallLimits,
  ): Promise<OpenEngine> {
    const key = keyOf(node, engine.config);
    const open = this.#open.get(key);
    this.#open.delete(key);
    const interpreter = open ?? (await this.#start(node));
    this.#taken.add(interpreter);
    const taken = { interpreter, config };
    try {
      if (open === undefined) await interpreter.open(engine.module, limits);
      if (open === undefined || config !== engine.config) {
        await this.#initialize(taken, engine.info, limits);
      }
      return taken;
    } catch (error) {
      await this.end(taken);
      throw error;
    }
  }

  /** With other values in its config, which must not change what it writes. */
  async reconfigure(
    { interpreter }: OpenEngine,
    { info }: LoadedPython,
    config: EngineConfig,
    limits: CallLimits,
  ): Promise<OpenEngine> {
    const again = { interpreter, config };
    await this.#initialize(again, info, limits);
    return again;
  }

  /** As `end`, of one that may still be writing: resolves when it does not. */
  async stop({ interpreter }: OpenEngine): Promise<void> {
    this.#taken.delete(interpreter);
    await interpreter.stop();
  }

  async end({ interpreter }: OpenEngine): Promise<void> {
    this.#taken.delete(interpreter);
    await interpreter[Symbol.asyncDispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const all = [...this.#open.values(), ...this.#taken];
    this.#open.clear();
    this.#taken.clear();
    await Promise.all(all.map((one) => one[Symbol.asyncDispose]()));
  }

  async #load(node: PipelineNode, engines: EngineSource): Promise<LoadedPython> {
    const module = await engines.python(engineReference(node.engine).name);
    const interpreter = await this.#start(node.id);
    const { signal } = this.#options;
    const limits = signal && { signal };
    try {
      const declared = await interpreter.open(module, limits);
      const config = completeConfig(declared, node.config, `Node "${node.id}"`);
      const info = await this.#initialize({ interpreter, config }, declared, limits);
      await this.#keep(keyOf(node.id, config), interpreter);
      return { kind: 'python', info, module, config, sha256: module.sha256 };
    } catch (error) {
      await interpreter[Symbol.asyncDispose]();
      throw signal?.aborted ? error : namedBy(node, error);
    }
  }

  /** For the run that takes it. One is enough for configs that differ only in what defaults fill in. */
  async #keep(key: string, interpreter: PythonInterpreter): Promise<void> {
    if (this.#open.has(key)) await interpreter[Symbol.asyncDispose]();
    else this.#open.set(key, interpreter);
  }

  async #initialize(
    { interpreter, config }: OpenEngine,
    info: EngineInfo,
    limits: Partial<CallLimits> | undefined,
  ): Promise<EngineInfo> {
    const { seed, credentials } = this.#options;
    const isTrusted = info.supports_assumptions_manager && credentials !== undefined;
    return await interpreter.initialize(
      config,
      { seed, ...(isTrusted && { credentials }) },
      limits,
    );
  }

  async #start(node: string): Promise<PythonInterpreter> {
    const { runtime } = this.#options;
    if (runtime !== null) return await runtime.take();
    throw new LiveCalcError(
      'ENGINE_NOT_FOUND',
      `Node "${node}" is a Python engine, and here is no Python interpreter (Pyodide).`,
      { node },
    );
  }
}

function keyOf(node: string, config: EngineConfig): string {
  return `${node} ${JSON.stringify(config)}`;
}

/** An interpreter knows the engine; a person looks for the node. */
function namedBy({ id, engine }: PipelineNode, error: unknown): unknown {
  if (!(error instanceof LiveCalcError)) return error;
  const message = error.message.includes(`"${id}"`)
    ? error.message
    : `Node "${id}": ${error.message}`;
  return new LiveCalcError(error.code, message, { ...error.details, node: id, engine }, error);
}
