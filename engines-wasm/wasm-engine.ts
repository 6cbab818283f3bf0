/** ICalcEngine over a WebAssembly module: one instance of it per thread and node. */
import type {
  ChunkInput,
  ChunkOutput,
  EngineConfig,
  ExecutionResult,
  ICalcEngine,
} from '../contracts/engine.ts';
import type { EngineInfo, EngineOutputColumn } from '../contracts/engine-info.ts';
import { LiveCalcError, type ErrorCode, type ErrorDetails } from '../contracts/errors.ts';
import {
  engineStatus,
  readError,
  stackBytes,
  stackCanary,
  writeCallFrame,
  writeChunk,
  writeColumns,
  type CallAddresses,
  type EngineExports,
} from './abi.ts';
import { bytesWritten } from './bytes-written.ts';
import type { FrameLayout } from './frame.ts';
import { writeParameters } from './write-parameters.ts';

const errorCodeOf: Readonly<Record<number, ErrorCode>> = {
  [engineStatus.numerical]: 'NUMERICAL_ERROR',
  [engineStatus.parameter]: 'CONFIG_INVALID',
  [engineStatus.input]: 'VALUE_INVALID',
};

export class WasmEngine implements ICalcEngine {
  readonly #info: EngineInfo;
  readonly #exports: EngineExports;
  readonly #memory: WebAssembly.Memory;
  readonly #view: DataView;
  readonly #at: CallAddresses;
  readonly #canary: number;
  readonly #declared: readonly EngineOutputColumn[];
  #isInitialized = false;
  #bound: { input: ChunkInput['columns']; axes: ChunkInput['axes'] } | null = null;

  /** `frameAddress` is where this thread's frame for this node lies, laid out by planFrame. */
  constructor(
    info: EngineInfo,
    exports: EngineExports,
    memory: WebAssembly.Memory,
    frame: FrameLayout,
    frameAddress: number,
  ) {
    this.#info = info;
    this.#declared = info.outputs.flatMap((block) => block.columns);
    this.#exports = exports;
    this.#memory = memory;
    this.#view = new DataView(memory.buffer);
    this.#at = {
      call: frameAddress + frame.call,
      parameters: frameAddress + frame.parameters,
      inputs: frameAddress + frame.inputs,
      outputs: frameAddress + frame.outputs,
      scratch: frameAddress + frame.scratch,
      error: frameAddress + frame.error,
    };
    exports.__stack_pointer.value = frameAddress + frame.stackTop;
    this.#canary = frameAddress + frame.stackBottom;
    this.#view.setUint32(this.#canary, stackCanary, true);
    frame.scratchColumns.forEach((offset, index) => {
      const address = offset === null ? 0 : frameAddress + offset;
      this.#view.setUint32(this.#at.scratch + index * 4, address, true);
    });
  }

  get isInitialized(): boolean {
    return this.#isInitialized;
  }

  /** `config` is complete, as `completeConfig` gives it. */
  initialize(config: EngineConfig): void {
    const layout = { info: this.#info, frame: this.#at };
    writeParameters(this.#memory.buffer, layout, 0, config);
    this.#isInitialized = true;
  }

  getInfo(): EngineInfo {
    return this.#info;
  }

  runChunk(input: ChunkInput, output: ChunkOutput): ExecutionResult {
    return this.#call(
      this.#exports.lc_map,
      this.#info.stages[input.chunk.stage]!.name,
      input,
      output,
    );
  }

  finalize(input: ChunkInput, output: ChunkOutput): ExecutionResult {
    return this.#call(this.#exports.lc_finalize, 'finalize', input, output);
  }

  dispose(): void {
    this.#isInitialized = false;
    this.#bound = null;
  }

  #call(
    entry: (call: number) => number,
    stage: string,
    input: ChunkInput,
    output: ChunkOutput,
  ): ExecutionResult {
    if (!this.#isInitialized) {
      throw new LiveCalcError(
        'INTERNAL',
        `Engine "${this.#info.name}" is called before initialize.`,
      );
    }
    const started = performance.now();
    this.#bind(input);
    writeColumns(this.#view, this.#at.outputs, output.columns);
    writeChunk(this.#view, this.#at.call, input.chunk);
    const status = entry(this.#at.call);
    if (this.#view.getUint32(this.#canary, true) !== stackCanary) throw this.#stackOverflow();
    if (status !== engineStatus.ok) throw this.#engineError();
    const steps = input.chunk.end - input.chunk.begin;
    return {
      success: true,
      execution_time_ms: performance.now() - started,
      rows_processed: steps,
      bytes_written: bytesWritten(this.#declared, stage, output.columns, steps),
      warnings: [],
      error_message: '',
    };
  }

  /** Inputs and axes stay the same for a whole stage: written when they change. */
  #bind(input: ChunkInput): void {
    if (this.#bound?.input === input.columns && this.#bound.axes === input.axes) return;
    writeCallFrame(this.#view, this.#at, input.axes);
    writeColumns(this.#view, this.#at.inputs, input.columns);
    this.#bound = { input: input.columns, axes: input.axes };
  }

  /** What lies beyond the stack has been written to, so nothing that was computed can be trusted. */
  #stackOverflow(): LiveCalcError {
    const message =
      `Engine "${this.#info.name}" used more than the ${stackBytes / 1024} KiB of stack that a call ` +
      `has. Working memory is declared as "scratch".`;
    return new LiveCalcError('EXECUTION_FAILED', message, { node: this.#info.name });
  }

  #engineError(): LiveCalcError {
    const error = readError(this.#memory, this.#at.error);
    const column = this.#info.inputs.flatMap((block) => block.columns)[error.column ?? -1]?.name;
    const details: ErrorDetails = {
      node: this.#info.name,
      ...(error.row === null ? {} : { row: error.row + 1 }),
      ...(error.scenario === null ? {} : { scenario: error.scenario }),
      ...(column === undefined ? {} : { column }),
    };
    const code = errorCodeOf[error.code] ?? 'EXECUTION_FAILED';
    const suffix = code === 'EXECUTION_FAILED' ? ` (the engine's code ${error.code})` : '';
    return new LiveCalcError(
      code,
      `Engine "${this.#info.name}": ${error.message}${suffix}`,
      details,
    );
  }
}
