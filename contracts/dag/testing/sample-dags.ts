/** DAG files that tests change one thing of. */

type Json = Record<string, unknown>;

/** A DAG file as plain data. */
export interface DagValue extends Json {
  engines: Json[];
  data_sources: Record<string, unknown>;
}

const sources = {
  policies: { type: 'parquet', path: 'policies.parquet' },
  mortality: { type: 'csv', path: 'tables/mortality.csv' },
  lapse: { type: 'csv', path: 'lapse.csv' },
  expenses: { type: 'csv', path: 'expenses.csv' },
} as const;

const tables = ['policies', 'mortality', 'lapse', 'expenses'];

export const plainDag: DagValue = {
  engines: [
    {
      id: 'generator',
      type: 'cpp_scenarios',
      config: { model: 'gbm', count: 100, seed: 7, parameters: { volatility: 0.1 } },
    },
    {
      id: 'projection',
      type: 'cpp_projection',
      config: { lapseMultiplier: 1.1 },
      inputs: [...tables, 'generator.rates'],
      outputs: ['scenarios', 'cash_flows'],
    },
  ],
  data_sources: sources,
  output: { type: 'csv', path: 'results' },
};

export const esgDag: DagValue = {
  $schema: '../docs/pipeline.schema.json',
  name: 'nested',
  engines: [
    {
      id: 'esg',
      type: 'python_esg',
      config: { model: 'vasicek' },
      inputs: ['normals', 'curve'],
      outputs: ['paths'],
    },
    {
      id: 'projection',
      type: 'cpp_projection',
      inputs: [...tables, 'esg.paths'],
      outputs: ['scenarios'],
    },
    {
      id: 'solver',
      type: 'python_solver',
      config: { target: 0 },
      inputs: ['projection.scenarios', 'mortality', 'lapse', 'esg.paths'],
      outputs: ['solution'],
      when: [
        { node: 'projection', is: 'succeeded' },
        { metric: 'scenarios.npv.mean', at_least: -5, below: 5 },
      ],
      optional: true,
      timeout_ms: 2000,
      on_error: { retry: { attempts: 3, backoff_ms: 10 }, otherwise: { node: 'simple' } },
      breakpoint: 'before',
    },
    {
      id: 'simple',
      type: 'python_mine',
      module: 'mine.py',
      wheels: [{ path: 'a.whl', sha256: 'a'.repeat(64) }],
      inputs: ['projection.scenarios'],
      outputs: ['solution'],
    },
  ],
  data_sources: { ...sources, curve: { type: 'csv', path: 'curve.csv' } },
  scenarios: { count: 50, seed: 3 },
  execution: { threads: 2, deadline_ms: 1000, memory_mb: 100, integrity: true },
};

/** A copy with something else in it. */
export function changedDag(dag: DagValue, change: (copy: DagValue) => void): DagValue {
  const copy = structuredClone(dag);
  change(copy);
  return copy;
}
