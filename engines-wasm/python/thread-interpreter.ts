/** An interpreter in a thread of its own. */
import { describeIssues } from '../../contracts/describe-issues.ts';
import { engineInfoSchema, type EngineInfo } from '../../contracts/engine-info.ts';
import { LiveCalcError } from '../../contracts/errors.ts';
import { checkSizes } from './check-sizes.ts';
import { Conversation } from './conversation.ts';
import type {
  CallLimits,
  PythonCall,
  PythonConfig,
  PythonInterpreter,
  PythonModule,
  PythonOutcome,
  PythonRunOptions,
  PythonSeed,
} from './interpreter.ts';
import type { StartSettings, ToInterpreter } from './messages.ts';
import type { StartOptions } from './spare-runtime.ts';
import { timeoutError } from './python-error.ts';
import type { PythonThread } from './python-thread.ts';

/** What the thread tells of a run: the outcome without what the main side knows. */
type ToldOutcome = Omit<PythonOutcome, 'pythonMemoryBytes'>;

/** A start, an import or an initialize that takes longer than this has gone wrong. */
const defaultTimeoutMs = 300_000;

export class ThreadInterpreter implements PythonInterpreter {
  readonly #conversation: Conversation;
  readonly #onEnd: () => void;
  #seed: PythonSeed = { seed: 0 };

  private constructor(conversation: Conversation, onEnd: () => void) {
    this.#conversation = conversation;
    this.#onEnd = onEnd;
  }

  /**
   * `onEnd` is called when it is disposed of. One that is started ahead does not keep the process alive. Throws
   * ENGINE_INIT_FAILED where Pyodide does not start.
   */
  static async start(
    thread: PythonThread,
    settings: StartSettings,
    { onEnd, isAhead }: StartOptions,
  ): Promise<ThreadInterpreter> {
    const conversation = new Conversation(thread);
    const { meeting } = conversation;
    try {
      await conversation.ask(
        { kind: 'start', settings, meeting },
        { moment: 'start', interrupt: timeoutSignal('', defaultTimeoutMs), isAhead },
      );
    } catch (error) {
      await conversation.end('it could not be started');
      throw error;
    }
    return new ThreadInterpreter(conversation, onEnd);
  }

  get memoryBytes(): number {
    return this.#conversation.memoryBytes;
  }

  async open(module: PythonModule, limits?: Partial<CallLimits>): Promise<EngineInfo> {
    this.#conversation.name = module.name;
    return await this.#describe({ kind: 'open', module }, 'open', limits);
  }

  async initialize(
    config: PythonConfig,
    seed: PythonSeed,
    limits?: Partial<CallLimits>,
  ): Promise<EngineInfo> {
    this.#seed = seed;
    return await this.#describe({ kind: 'initialize', config, seed }, 'initialize', limits);
  }

  async run(call: PythonCall, options: PythonRunOptions): Promise<PythonOutcome> {
    checkSizes(this.#conversation.name, call);
    const told = (await this.#conversation.ask(
      {
        kind: 'run',
        call,
        seed: this.#seed.seed,
        axes: call.axes,
        canEvaluate: options.evaluate !== undefined,
      },
      { moment: 'run', ...options },
    )) as ToldOutcome;
    const isPartial = told.isPartial || options.interrupt.aborted;
    return { ...told, isPartial, pythonMemoryBytes: this.memoryBytes };
  }

  async stop(): Promise<void> {
    const ended = this.#conversation.end('it was disposed of');
    this.#onEnd();
    await ended;
  }

  [Symbol.asyncDispose](): Promise<void> {
    // Nobody waits a tenth of a second for a thread to be taken down.
    void this.stop();
    return Promise.resolve();
  }

  /** A call that ends with what the engine says of itself. */
  async #describe(
    message: ToInterpreter,
    moment: 'open' | 'initialize',
    limits: Partial<CallLimits> | undefined,
  ): Promise<EngineInfo> {
    const { name } = this.#conversation;
    const interrupt = limits?.interrupt ?? timeoutSignal(name, defaultTimeoutMs);
    return engineInfo(
      name,
      await this.#conversation.ask(message, { moment, ...limits, interrupt }),
    );
  }
}

/** Throws ENGINE_INVALID. */
function engineInfo(name: string, said: unknown): EngineInfo {
  const parsed = engineInfoSchema.safeParse(said);
  if (parsed.success) return parsed.data;
  const findings = describeIssues(engineInfoSchema, said, parsed.error.issues);
  throw new LiveCalcError(
    'ENGINE_INVALID',
    `get_info() of engine python://${name} says what has no meaning: ` +
      findings.map((finding) => finding.sentence).join(' '),
    { engine: `python://${name}`, hint: 'docs/python-engines.md lists what it may say.' },
  );
}

/** Aborts once the time is over; it holds no process. */
function timeoutSignal(name: string, timeoutMs: number): AbortSignal {
  const plain = AbortSignal.timeout(timeoutMs);
  const controller = new AbortController();
  const abort = (): void => controller.abort(timeoutError(name, timeoutMs));
  plain.addEventListener('abort', abort, { once: true });
  return controller.signal;
}
