/**
 * What the thread of an interpreter does, the same in Node and in a browser: it starts Pyodide, takes
 * away what Python must not reach, and then answers one call after the other.
 */
import type { EvaluateRequest } from '../interpreter.ts';
import type { FromInterpreter, Meeting, PythonFault, ToInterpreter } from '../messages.ts';
import { takeReply } from '../reply.ts';
import { copyColumns } from './copy-columns.ts';
import { hideHost } from './hide-host.ts';
import { LineLog } from './line-log.ts';
import { limitMemory } from './limit-memory.ts';
import { PythonFailure, PythonHost } from './python-host.ts';
import { makeSnapshot, startPyodide, type LoadPyodide } from './start-pyodide.ts';
import { stopClock } from './still-clock.ts';

/** What the platform gives the thread. */
export interface InterpreterPort {
  post(message: FromInterpreter, transfer?: ArrayBuffer[]): void;
  load(pyodideUrl: string): Promise<LoadPyodide>;
  /** Replaces the platform's own randomness; called before Pyodide is loaded. */
  stopRandomness(): void;
  /** Takes away what only this platform has; called when Pyodide has started. */
  hide(): void;
}

type Start = Extract<ToInterpreter, { kind: 'start' }>;
type Call = Exclude<ToInterpreter, { kind: 'start' | 'makeSnapshot' }>;

export class InterpreterThread {
  readonly #port: InterpreterPort;
  readonly #now: () => number;
  #host: PythonHost | null = null;
  #canEvaluate = false;
  readonly #log: LineLog;

  /** Stops the thread's clock. */
  constructor(port: InterpreterPort) {
    this.#port = port;
    this.#now = performance.now.bind(performance);
    this.#log = new LineLog((line) => port.post({ kind: 'log', line }));
    stopClock();
    port.stopRandomness();
  }

  /** Answers with `snapshot`, `answer` or `fault`, and before that with what Python prints and asks. */
  async take(message: ToInterpreter): Promise<void> {
    try {
      if (message.kind === 'makeSnapshot') await this.#makeSnapshot(message);
      else if (message.kind === 'start') this.#answer(await this.#start(message));
      else this.#answer(this.#call(message));
    } catch (error) {
      this.#log.finish();
      this.#port.post({ kind: 'fault', fault: faultOf(error), memoryBytes: this.#memoryBytes });
    }
  }

  get #memoryBytes(): number {
    return this.#host?.memoryBytes ?? 0;
  }

  #answer(value: unknown): void {
    this.#log.finish();
    this.#port.post({ kind: 'answer', value, memoryBytes: this.#memoryBytes });
  }

  async #makeSnapshot({
    settings,
  }: Extract<ToInterpreter, { kind: 'makeSnapshot' }>): Promise<void> {
    const bytes = await makeSnapshot(await this.#port.load(settings.pyodideUrl), settings);
    this.#port.post({ kind: 'snapshot', bytes }, [bytes.buffer]);
  }

  async #start({ settings, meeting }: Start): Promise<void> {
    limitMemory(settings.memoryLimitBytes);
    const pyodide = await startPyodide(await this.#port.load(settings.pyodideUrl), settings);
    pyodide.setStdin({ error: true });
    pyodide.setStdout({ write: (bytes) => this.#log.write('stdout', bytes) });
    pyodide.setStderr({ write: (bytes) => this.#log.write('stderr', bytes) });
    pyodide.setInterruptBuffer(meeting.interrupt);
    this.#host = new PythonHost(pyodide);
    this.#host.connect((request) => this.#evaluate(meeting, request));
    this.#port.hide();
    hideHost();
  }

  #call(call: Call): unknown {
    const host = this.#host;
    if (host === null) throw new Error('the interpreter has not started');
    if (call.kind === 'open') return host.open(call.module);
    if (call.kind === 'initialize') return host.initialize(call.config, call.seed);
    return this.#run(host, call);
  }

  #run(
    host: PythonHost,
    { call, seed, axes, canEvaluate }: Extract<Call, { kind: 'run' }>,
  ): unknown {
    const begin = this.#now();
    this.#canEvaluate = canEvaluate;
    host.prepare(call.inputs, call.outputs);
    const copiedIn = handedOver(() => copyColumns(call.memory, call.inputs, host.inputs, 'in'));
    const report = host.run(seed, axes);
    const copiedOut = handedOver(() => copyColumns(call.memory, call.outputs, host.outputs, 'out'));
    host.release();
    return {
      ...(report as object),
      elapsedMs: this.#now() - begin,
      bytesIn: copiedIn.bytes,
      bytesOut: copiedOut.bytes,
      copies: copiedIn.columns + copiedOut.columns,
    };
  }

  /** Called by Python: tells the main side, and sleeps until it has answered. */
  #evaluate({ reply, interrupt }: Meeting, request: string): string {
    if (!this.#canEvaluate) return JSON.stringify({ error: nobodyAnswers });
    this.#port.post({ kind: 'evaluate', request: JSON.parse(request) as EvaluateRequest });
    const answer = takeReply(reply);
    // The host raises KeyboardInterrupt for this answer; it should not be raised a second time.
    if ('interrupted' in (JSON.parse(answer) as object)) Atomics.store(interrupt, 0, 0);
    return answer;
  }
}

const nobodyAnswers =
  'evaluate() drives the nodes before this one, and this run has none to drive: the engine must say ' +
  'in EngineInfo.evaluates what it will ask for.';

function handedOver<Result>(copy: () => Result): Result {
  try {
    return copy();
  } catch (error) {
    throw new PythonFailure({ ...unexpected(error), code: 'HANDOFF_FAILED' });
  }
}

function faultOf(error: unknown): PythonFault {
  return error instanceof PythonFailure ? error.fault : unexpected(error);
}

/** What did not come from the engine's code in an orderly way: Pyodide itself gave up. */
function unexpected(error: unknown): PythonFault {
  const text = error instanceof Error ? error.message : String(error);
  return { code: 'EXECUTION_FAILED', exception: null, text, line: null, traceback: null };
}
