/** Runs the `scenarios` engine alone: the rates that a run would use, as a table. */
import type { RunConfig } from '../contracts/config.ts';
import { LiveCalcError } from '../contracts/errors.ts';
import type { RunInputs } from '../contracts/run-inputs.ts';
import type { Column, Table } from '../contracts/table.ts';
import type { EngineSource } from '../engines-wasm/engine-source.ts';
import { scenariosNode } from './pipeline/default-pipeline.ts';
import { planWithinMemory, startPool } from './plan-valuation.ts';
import type { Platform } from './platform.ts';
import { stopSignal } from './stop-signal.ts';
import { PreparedRun } from './prepared-run.ts';

export interface ScenarioRequest {
  readonly config: RunConfig;
  readonly horizonYears: number;
  readonly engines: EngineSource;
  readonly platform: Platform;
  readonly signal?: AbortSignal;
}

/** scenario_id, year_1 .. year_n. Throws CONFIG_INVALID where the config reads scenarios from a file. */
export async function generateScenarios(request: ScenarioRequest): Promise<Table> {
  const { config, horizonYears, engines, platform } = request;
  const { scenarios } = config;
  if (!('model' in scenarios)) {
    const found = 'file' in scenarios ? `the file ${scenarios.file}` : `node ${scenarios.fromNode}`;
    throw new LiveCalcError(
      'CONFIG_INVALID',
      `There is nothing to generate: "scenarios" names ${found}. Give a model instead.`,
      { column: 'scenarios', found },
    );
  }
  const inputs = emptyInputs(horizonYears);
  const stop = stopSignal(config.execution.deadlineMs, request.signal);
  const { signal } = stop;
  // Named as a table so that the plan keeps it; rates have two axes, so no table is made of them and
  // they are taken from the bus below.
  const node = { ...scenariosNode(scenarios), outputs: ['bus://results/rates'] };
  const single: RunConfig = {
    ...config,
    pipeline: { nodes: [node] },
    output: { ...config.output, tables: ['rates'], columns: {} },
  };
  const pool = startPool(single, platform);
  try {
    const plan = await planWithinMemory({ config: single, inputs, engines, platform, pool });
    const run = await PreparedRun.open(plan, inputs, { pool, platform, signal });
    await run.execute({ signal, onProgress: () => {} });
    const rates = plan.nodes[0]!.outputs.find(({ declared }) => declared.name === 'rate')!;
    return rateTable(
      run.bus.view(rates.planned!) as Float64Array,
      plan.axes.scenario,
      horizonYears,
    );
  } finally {
    pool.close();
    stop.clear();
  }
}

/** `rates` is [scenario, year]. */
function rateTable(rates: Float64Array, scenarios: number, years: number): Table {
  const ids: Column = {
    name: 'scenario_id',
    type: 'u32',
    values: Uint32Array.from({ length: scenarios }, (_, index) => index),
  };
  const columns = Array.from({ length: years }, (_, year): Column => {
    const values = Float64Array.from(
      { length: scenarios },
      (__, row) => rates[row * years + year]!,
    );
    return { name: `year_${year + 1}`, type: 'f64', values };
  });
  return { name: 'scenarios', length: scenarios, columns: [ids, ...columns] };
}

function emptyInputs(horizonYears: number): RunInputs {
  return {
    policyCount: 0,
    horizonYears,
    policies: { columns: [] },
    assumptions: { columns: [] },
    scenarios: null,
    data: {},
    base: null,
    groups: null,
    modelPoints: null,
    policyTable: { name: 'policies', length: 0, columns: [] },
    scenarioIds: null,
    summaries: [],
    warnings: [],
  };
}
