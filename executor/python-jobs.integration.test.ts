/** Jobs with Python in processes: of the kept ones, and of the one that a package's code has (I8). */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { selfTestFolder } from './capabilities/self-test.ts';
import { ExecutorPool } from './executor-pool.ts';
import type { RunTask } from './executor.ts';
import { executorProcesses, readProc } from './testing/processes.ts';
import { pythonGraph } from './testing/python-graph.ts';
import { Heard, noAbort } from './testing/run-listeners.ts';
import { StoredModels } from './testing/stored-models.ts';

let models: StoredModels;
let executors: ExecutorPool;

beforeEach(() => {
  models = new StoredModels();
  executors = new ExecutorPool({ threads: 1, memoryMb: 2048, dataFolder: models.dataFolder });
});

afterEach(async () => {
  await executors[Symbol.asyncDispose]();
  models[Symbol.dispose]();
});

/** Tells what it finds around it as warnings. */
const curious = `
import os
from calc_engine_interface import EngineInfo, ICalcEngine

class Curious(ICalcEngine):
    def initialize(self, config, credentials=None):
        self.credentials = credentials

    def get_info(self):
        column = {"name": "value", "type": "f64", "axes": [1]}
        return EngineInfo(
            name="curious", version="1.0.0", engine_type="custom",
            outputs=[{"name": "seen", "columns": [column]}],
        )

    def runChunk(self, input_buffer, output_buffer):
        output_buffer["seen"]["value"][0] = 1.0
        return {"warnings": ["environment " + ",".join(sorted(os.environ)), f"credentials {self.credentials}"]}

    def dispose(self):
        pass

    @property
    def is_initialized(self):
        return hasattr(self, "credentials")
`;

async function curiousTask(): Promise<RunTask> {
  const node = { id: 'look', engine: 'python://curious', outputs: ['bus://results/seen'] };
  const config = {
    projection: {},
    engines: { curious: 'local://curious.py' },
    pipeline: { nodes: [node] },
    output: { tables: ['seen'] },
  };
  return await models.task(selfTestFolder, config, { files: { 'curious.py': curious } });
}

test('what a kept process takes for the interpreter that is ready counts as its memory', async () => {
  const run = async (config: object): Promise<void> => {
    const planned = await executors.plan(await models.task(selfTestFolder, config), noAbort());
    await planned.run(new Heard(), noAbort());
  };
  // Both are up, and hold what they hold without Python.
  const plans = [1, 2].map(async () =>
    executors.plan(await models.task(selfTestFolder), noAbort()),
  );
  for (const planned of await Promise.all(plans)) planned.release();
  await run({});
  const before = executors.residentBytes();
  await run(pythonGraph);
  const interpreterBytes = 100 * 2 ** 20;
  await expect.poll(() => executors.residentBytes()).toBeGreaterThan(before + interpreterBytes);
  expect(executorProcesses()).toHaveLength(2);
});

test('Python of a package has a process that is given no environment and no credentials', async () => {
  const task = await curiousTask();
  expect(task.bringsCode).toBe(true);
  const kept = new Set(executorProcesses());
  const planned = await executors.plan(task, noAbort());
  const own = executorProcesses().filter((pid) => !kept.has(pid));
  expect(own.length).toBeGreaterThan(0);
  for (const pid of own) {
    // Node's own, of the channel that they talk over, and what the allocator is told.
    const given = readProc(pid, 'environ')
      .split('\0')
      .filter((one) => one !== '');
    expect(given.filter((one) => !/^(NODE_CHANNEL|MALLOC)_/.test(one))).toEqual([]);
  }
  const { warnings, partial } = await planned.run(new Heard(), noAbort());
  expect(partial).toBe(null);
  const [environment = '', credentials] = warnings.slice(-2);
  // What Pyodide makes up, the same on every machine.
  const made = 'HOME,LANG,LD_LIBRARY_PATH,LOGNAME,PATH,PWD,PYTHONHASHSEED,PYTHONINSPECT,TZ,USER,_';
  expect(environment).toBe(`look: environment ${made}`);
  expect(credentials).toContain('credentials None');
});
