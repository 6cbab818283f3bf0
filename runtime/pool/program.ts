/** What the threads are told once per run: plain data that can be posted. */
import type { BusColumn, EngineConfig, RunAxes } from '../../contracts/engine.ts';
import type { EngineInfo } from '../../contracts/engine-info.ts';
import type { SerializedError } from '../../contracts/errors.ts';
import type { FrameLayout } from '../../engines-wasm/frame.ts';
import type { GateWords } from '../debug/gate.ts';
import type { PartialLayout } from '../reduction/partial.ts';
import type { Control } from './control.ts';

/** One node of the pipeline as a thread sees it. */
export interface ProgramNode {
  readonly id: string;
  readonly info: EngineInfo;
  readonly module: WebAssembly.Module;
  readonly config: EngineConfig;
  readonly frame: FrameLayout;
  /** Address of each thread's frame. */
  readonly frameAddresses: readonly number[];
}

/** An output column of a stage: where it lies, and whether units hand in a partial for it. */
export interface StageOutput {
  /** The whole column; null where nobody asked for it. */
  readonly column: BusColumn | null;
  /** Index among the stage's partial columns, or null: written in place. */
  readonly partialIndex: number | null;
}

/** One map stage, or the finalize, of one node. */
export interface StageProgram {
  /** `node.stage`, for people. */
  readonly label: string;
  readonly node: number;
  /** Index among the engine's stages; null for finalize. */
  readonly stage: number | null;
  readonly axes: RunAxes;
  /** Steps of the stage's axis, and how many of them make a unit. */
  readonly axisLength: number;
  readonly unitLength: number;
  /** Whether the units are ranges of scenarios. */
  readonly overScenarios: boolean;
  readonly unitsPerChunk: number;
  readonly chunkCount: number;
  /** Null for an optional column that is absent. */
  readonly inputs: readonly (BusColumn | null)[];
  readonly outputs: readonly StageOutput[];
  readonly partial: PartialLayout;
  /** Address of the partial of chunk 0; the others follow. */
  readonly chunkPartials: number;
  /** Address of each thread's slots for summing a chunk's units. */
  readonly threadSlots: readonly number[];
  readonly slotCount: number;
}

export interface Program {
  readonly memory: WebAssembly.Memory;
  readonly nodes: readonly ProgramNode[];
  readonly stages: readonly StageProgram[];
}

export type ToThread = {
  readonly kind: 'program';
  readonly thread: number;
  readonly threads: number;
  readonly control: Control;
  readonly program: Program;
  /** Where threads sleep before their next chunk while it is closed; null: nobody looks into the run. */
  readonly gate: GateWords | null;
  /** The value of the program word for which this program is the one to run. */
  readonly programNumber: number;
};

export type FromThread =
  | { readonly kind: 'ready'; readonly programNumber: number }
  /** The engine returned an error: the thread is well. */
  | {
      readonly kind: 'failed';
      /** The round it was taken in; what comes late from an earlier stage is told by it. */
      readonly round: number;
      readonly chunk: number;
      readonly error: SerializedError;
    }
  /** The engine trapped: the thread ends itself. */
  | { readonly kind: 'trapped'; readonly reason: string }
  /** The program could not be set up. */
  | { readonly kind: 'refused'; readonly programNumber: number; readonly error: SerializedError };
