/**
 * What a thread of the pool does, the same in Node and in a browser.
 *
 * It gets a program, then sleeps on the round word. In a round it takes chunks until none is left.
 * A trap leaves a module in an unknown state, so the thread reports it and ends.
 */
import { LiveCalcError, type SerializedError } from '../../contracts/errors.ts';
import { instantiateEngine } from '../../engines-wasm/instantiate-engine.ts';
import { WasmEngine } from '../../engines-wasm/wasm-engine.ts';
import { isClosed, sleepWhileClosed, type GateWords } from '../debug/gate.ts';
import { ChunkRunner } from './chunk-runner.ts';
import {
  activity,
  doneStart,
  listStart,
  longestWaitMs,
  slot,
  takenStart,
  type Control,
} from './control.ts';
import type { FromThread, Program, ToThread } from './program.ts';

/** What the platform gives a thread. */
export interface ThreadPort {
  post(message: FromThread): void;
  /** Ends the thread. */
  end(): void;
}

/** Sets up the program and works until there is another one. */
export function runProgram(message: ToThread, port: ThreadPort): void {
  const { control, programNumber } = message;
  let runners: ChunkRunner[];
  try {
    runners = setUp(message.program, message.thread);
  } catch (error) {
    port.post({ kind: 'refused', programNumber, error: serialize(error) });
    return;
  }
  port.post({ kind: 'ready', programNumber });
  const run = (chunk: number): void => {
    const stage = Atomics.load(control, slot.stage);
    const runner = runners[stage]!;
    if (message.program.stages[stage]!.stage === null) runner.finalize();
    else runner.run(chunk);
  };
  // A thread that replaces another joins the round that is under way.
  for (let round = Atomics.load(control, slot.round); ; round = nextRound(control, round)) {
    if (Atomics.load(control, slot.program) !== programNumber) return;
    if (!workThrough(message, run, port)) return;
  }
}

function setUp(program: Program, thread: number): ChunkRunner[] {
  const engines = program.nodes.map((node) => {
    const exports = instantiateEngine(node.id, node.module, program.memory);
    const address = node.frameAddresses[thread]!;
    const engine = new WasmEngine(node.info, exports, program.memory, node.frame, address);
    engine.initialize(node.config);
    return engine;
  });
  return program.stages.map(
    (stage) => new ChunkRunner(stage, engines[stage.node]!, program.memory.buffer, thread),
  );
}

function nextRound(control: Control, round: number): number {
  while (Atomics.load(control, slot.round) === round) {
    Atomics.wait(control, slot.round, round, longestWaitMs);
  }
  return Atomics.load(control, slot.round);
}

/** Takes chunks until none is left. Returns false when the thread has ended itself. */
function workThrough(message: ToThread, run: (chunk: number) => void, port: ThreadPort): boolean {
  const { control, threads, gate } = message;
  const doing = slot.firstThread + message.thread;
  for (;;) {
    Atomics.store(control, doing, activity.taking);
    if (gate !== null) standAt(gate, control, doing);
    const untaken = Atomics.sub(control, slot.untaken, 1);
    if (untaken <= 0) {
      Atomics.store(control, doing, activity.resting);
      return true;
    }
    const chunk = Atomics.load(control, listStart(threads) + untaken - 1);
    Atomics.store(control, doing, chunk);
    if (chunk < Atomics.load(control, slot.lowestTrap)) {
      const startedMs = performance.now();
      const outcome = attempt(control, chunk, run);
      control[takenStart(threads) + chunk] = (performance.now() - startedMs) * 1000;
      // Told before it is marked, so that a mark always has its message (or the chunk runs again).
      if (outcome !== null) port.post(outcome);
      if (outcome?.kind === 'trapped') {
        lower(control, slot.lowestTrap, chunk);
        port.end();
        return false;
      }
      if (outcome !== null) lower(control, slot.lowestFailure, chunk);
      Atomics.store(control, doneStart(threads) + chunk, 1);
    }
    settle(control);
  }
}

/**
 * The gate is looked at after the word says `taking`: whoever closes it and then finds the word at rest
 * knows that this thread will come to stand.
 */
function standAt(gate: GateWords, control: Control, doing: number): void {
  while (isClosed(gate)) {
    Atomics.store(control, doing, activity.held);
    sleepWhileClosed(gate);
    Atomics.store(control, doing, activity.taking);
  }
}

/**
 * Chunks above the lowest failure need not run, so the error that is reported is the same in every
 * run (I1); a failed chunk whose thread was lost runs again.
 */
function attempt(
  control: Control,
  chunk: number,
  run: (chunk: number) => void,
): Extract<FromThread, { kind: 'failed' | 'trapped' }> | null {
  const isNeeded =
    Atomics.load(control, slot.stop) === 0 && chunk <= Atomics.load(control, slot.lowestFailure);
  if (!isNeeded) return null;
  const round = Atomics.load(control, slot.round);
  try {
    run(chunk);
    return null;
  } catch (error) {
    if (isTrap(error)) return { kind: 'trapped', reason: error.message };
    return { kind: 'failed', round, chunk, error: serialize(error) };
  }
}

function lower(control: Control, word: number, chunk: number): void {
  for (;;) {
    const lowest = Atomics.load(control, word);
    if (chunk >= lowest) return;
    if (Atomics.compareExchange(control, word, lowest, chunk) === lowest) return;
  }
}

function settle(control: Control): void {
  if (Atomics.sub(control, slot.unsettled, 1) === 1) Atomics.notify(control, slot.unsettled);
}

/** A trap, or the thread's JavaScript stack used up by the module. */
function isTrap(error: unknown): error is Error {
  if (error instanceof WebAssembly.RuntimeError) return true;
  return error instanceof RangeError && error.message.includes('call stack');
}

function serialize(error: unknown): SerializedError {
  if (error instanceof LiveCalcError) return error.toJSON();
  return {
    code: 'INTERNAL',
    message: error instanceof Error ? (error.stack ?? error.message) : String(error),
  };
}
