/** Python's side of the engine, livecalc_host.py, as this thread calls it. */
import type { PyodideInterface } from 'pyodide';
import type { RunAxes } from '../../../contracts/engine.ts';
import type { PythonFault } from '../messages.ts';
import type { BoundBlock, PythonConfig, PythonModule, PythonSeed } from '../interpreter.ts';
import type { Places } from './copy-columns.ts';

/** A fault that Python described. */
export class PythonFailure extends Error {
  readonly fault: PythonFault;

  constructor(fault: PythonFault) {
    super(fault.text);
    this.fault = fault;
  }
}

type Answer = { readonly value: unknown } | { readonly error: PythonFault };

/** Functions of the module; those that take text take and return JSON. */
interface HostModule {
  open_engine(text: string): string;
  initialize(text: string): string;
  prepare(text: string): string;
  run(text: string): string;
  input_memory(): Places;
  output_memory(): Places;
  release(): void;
  connect(ask: (request: string) => string): void;
}

export class PythonHost {
  readonly #pyodide: PyodideInterface;
  readonly #host: HostModule;

  /** Shuts the interpreter's doors, too. */
  constructor(pyodide: PyodideInterface) {
    this.#pyodide = pyodide;
    this.#host = pyodide.pyimport('livecalc_host') as HostModule;
    const doors = pyodide.pyimport('livecalc_shut') as { shut(): void };
    doors.shut();
  }

  /** Bytes of Python's memory. */
  get memoryBytes(): number {
    const { _module } = this.#pyodide as unknown as { _module: { HEAPU8: Uint8Array } };
    return _module.HEAPU8.buffer.byteLength;
  }

  open({ name, source, wheels }: PythonModule): unknown {
    const unpacked = wheels.map((wheel, index) => {
      const file = `/tmp/wheel-${index}`;
      this.#pyodide.FS.writeFile(file, wheel.bytes);
      return { file, name: wheel.name, sha256: wheel.sha256 };
    });
    return answered(this.#host.open_engine(JSON.stringify({ name, source, wheels: unpacked })));
  }

  initialize(config: PythonConfig, { seed, axes, credentials }: PythonSeed): unknown {
    const request = { config, seed, axes: axes ?? null, credentials: credentials ?? null };
    return answered(this.#host.initialize(JSON.stringify(request)));
  }

  /** Makes memory for the columns. */
  prepare(inputs: readonly BoundBlock[], outputs: readonly BoundBlock[]): void {
    answered(this.#host.prepare(JSON.stringify({ inputs, outputs })));
  }

  run(seed: number, axes: RunAxes): unknown {
    return answered(this.#host.run(JSON.stringify({ seed, axes })));
  }

  get inputs(): Places {
    return this.#host.input_memory();
  }

  get outputs(): Places {
    return this.#host.output_memory();
  }

  release(): void {
    this.#host.release();
  }

  /** `ask` answers evaluate requests; both sides are JSON. */
  connect(ask: (request: string) => string): void {
    this.#host.connect(ask);
  }
}

function answered(text: string): unknown {
  const answer = JSON.parse(text) as Answer;
  if ('error' in answer) throw new PythonFailure(answer.error);
  return answer.value;
}
