/** Engines of a few lines, opened in a real interpreter with columns on a real shared memory. */
import { nodePython } from '../../node/node-python.ts';
import { cacheFolder } from '../../node/cache-folder.ts';
import type { NumericType } from '../../../contracts/table.ts';
import type {
  BoundBlock,
  LogLine,
  PythonConfig,
  PythonInterpreter,
  PythonModule,
  PythonOutcome,
  PythonRunOptions,
  PythonRuntime,
  PythonWheel,
} from '../interpreter.ts';

/** Kept by the test's process: the snapshot is made once per machine. */
export const runtime: PythonRuntime = nodePython({ cacheFolder: cacheFolder() })!;

export const axes = { row: 1, member: 1, scenario: 2, time: 3, group: 1, stepsPerYear: 1 };

interface EngineText {
  /** Of the class, beside what is always there. */
  readonly methods?: string;
  /** Body of runChunk(self, inputs, outputs). */
  readonly run?: string;
  /** Body of initialize(self, config, credentials=None). */
  readonly initialize?: string;
  /** Before the class. */
  readonly head?: string;
  readonly info?: string;
}

/**
 * An engine that reads `rates.rate` [scenario, time] and writes `sums.sum` [scenario], its lines
 * numbered as in the array that is joined here.
 */
export function engineSource(text: EngineText): string {
  const { head = '', run = 'pass', initialize = 'pass', methods = '', info = '' } = text;
  const indent = (lines: string): string => lines.trim().split('\n').join('\n        ');
  return `${head}
from calc_engine_interface import *

class Mine(ICalcEngine):
    is_initialized = False

    def get_info(self):
        return EngineInfo(name='mine', version='1.0.0', engine_type='test', ${info}
            inputs=[{'name': 'rates', 'columns': [{'name': 'rate', 'type': 'f64', 'axes': ['scenario', 'time']}]}],
            outputs=[{'name': 'sums', 'columns': [{'name': 'sum', 'type': 'f64', 'axes': ['scenario']}]}])

    def initialize(self, config, credentials=None):
        self.config = config
        ${indent(initialize)}
        self.is_initialized = True

    def runChunk(self, inputs, outputs):
        rate, sums = inputs['rates']['rate'], outputs['sums']['sum']
        ${indent(run)}

    def dispose(self):
        self.is_initialized = False
${methods}
`;
}

export function moduleOf(source: string, wheels: readonly PythonWheel[] = []): PythonModule {
  return { name: 'mine', source, sha256: '', isBuiltIn: false, wheels };
}

/** The memory of a run: six rates at 0, two sums at 64. */
export class Columns {
  readonly memory: WebAssembly.Memory = new WebAssembly.Memory({
    initial: 1,
    maximum: 1,
    shared: true,
  });

  constructor() {
    new Float64Array(this.memory.buffer, 0, 6).set([1, 2, 3, 40, 50, 60]);
  }

  get sums(): number[] {
    return [...new Float64Array(this.memory.buffer, 64, 2)];
  }
}

export function block(
  name: string,
  column: string,
  address: number,
  shape: readonly number[],
  type: NumericType = 'f64',
): BoundBlock {
  const length = shape.reduce((product, next) => product * next, 1);
  return { name, columns: [{ name: column, type, address, length, shape }] };
}

export const inputs: readonly BoundBlock[] = [block('rates', 'rate', 0, [2, 3])];
export const outputs: readonly BoundBlock[] = [block('sums', 'sum', 64, [2])];

export class OpenedEngine implements AsyncDisposable {
  readonly columns: Columns = new Columns();
  readonly log: LogLine[] = [];
  readonly interpreter: PythonInterpreter;

  private constructor(interpreter: PythonInterpreter) {
    this.interpreter = interpreter;
  }

  /** Opened and, unless the engine is at fault, initialized. */
  static async open(
    source: string,
    { config = {}, seed = 42, from = runtime }: OpenedOptions = {},
  ): Promise<OpenedEngine> {
    const interpreter = await from.take();
    try {
      await interpreter.open(moduleOf(source));
      await interpreter.initialize(config, { seed });
      return new OpenedEngine(interpreter);
    } catch (error) {
      await interpreter[Symbol.asyncDispose]();
      throw error;
    }
  }

  async run(options: Partial<PythonRunOptions> = {}): Promise<PythonOutcome> {
    const never = new AbortController().signal;
    const { memory } = this.columns;
    return await this.interpreter.run(
      { memory, axes, inputs, outputs },
      { signal: never, interrupt: never, onLog: (line) => this.log.push(line), ...options },
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.interpreter[Symbol.asyncDispose]();
  }
}

interface OpenedOptions {
  readonly config?: PythonConfig;
  readonly seed?: number;
  readonly from?: PythonRuntime;
}

/** What the engine printed while it ran. */
export async function printed(
  run: string,
  text: EngineText = {},
  options: OpenedOptions = {},
): Promise<string[]> {
  await using engine = await OpenedEngine.open(engineSource({ ...text, run }), options);
  await engine.run();
  return engine.log.map((line) => line.text);
}
