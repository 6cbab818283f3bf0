/** What a run was asked: the key under which its result may be kept. */
import type { RunInputs } from '../../contracts/run-inputs.ts';
import type { CreateSha256 } from '../../contracts/sha256.ts';
import type { Column } from '../../contracts/table.ts';
import type { RunPlan } from '../pipeline/plan-run.ts';
import { runtimeVersion } from '../version.ts';
import type { Json } from './canonical-json.ts';
import { hashColumn } from './column-hash.ts';
import { hashJson } from './result-hash.ts';

/**
 * SHA-256 over runtime version, engines, pipeline with its defaults (the seed among them), the
 * columns that engines read, the keys that go into the tables, and the tables. No path, nothing of
 * `execution`, no output place.
 */
export function runHash(
  plan: RunPlan,
  tables: readonly string[],
  inputs: RunInputs,
  createSha256: CreateSha256,
): string {
  const hashed = plan.inputs.map(({ name, data }) => {
    const column = { name, type: data.type, values: data.values } as Column;
    return [name, { shape: data.shape, sha256: hashColumn(column, createSha256) }] as const;
  });
  const keys = [...keyColumns(tables, inputs)].map(
    (column) => [column.name, hashColumn(column, createSha256)] as const,
  );
  const asked = {
    v: 1,
    runtimeVersion,
    engines: Object.fromEntries(plan.nodes.map((node) => [node.program.info.name, node.sha256])),
    pipeline: plan.pipeline as unknown as Json,
    axes: { ...plan.axes },
    inputs: Object.fromEntries(hashed),
    keys: Object.fromEntries(keys),
    tables: [...tables].toSorted(),
  };
  return hashJson(asked, createSha256);
}

function keyColumns(tables: readonly string[], inputs: RunInputs): readonly Column[] {
  const policyKeys = tables.includes('policies') ? inputs.policyTable.columns : [];
  return inputs.scenarioIds === null ? policyKeys : [...policyKeys, inputs.scenarioIds];
}
