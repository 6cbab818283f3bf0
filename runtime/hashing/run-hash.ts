/** What a run was asked: the key under which its result may be kept. */
import { LiveCalcError } from '../../contracts/errors.ts';
import type { BlockColumn, RunInputs } from '../../contracts/run-inputs.ts';
import type { RunResult } from '../../contracts/run-result.ts';
import type { CreateSha256 } from '../../contracts/sha256.ts';
import type { Column, NumericArray } from '../../contracts/table.ts';
import type { RunPlan } from '../pipeline/plan-run.ts';
import { isByPolicy } from '../result-tables.ts';
import { runtimeVersion } from '../version.ts';
import type { Json } from './canonical-json.ts';
import { hashColumn } from './column-hash.ts';
import { hashJson } from './result-hash.ts';

/** What of a result is asked for. */
export interface AskedResult {
  readonly tables: readonly string[];
  /** Optional columns by table. */
  readonly columns?: Readonly<Record<string, readonly string[]>>;
  readonly groupBy?: readonly string[];
  readonly measure: RunResult['measure'];
}

/** A plan on the policies themselves, and the engines that are to group them, by node. */
export interface IdentifiedPlan {
  readonly plan: RunPlan;
  readonly earlier: Readonly<Record<string, string>>;
}

/**
 * SHA-256 over runtime version, engines, pipeline with its defaults (the seed among them), the
 * columns that engines read, the keys that go into the tables, and the tables; optional columns,
 * `groupBy`, the base curve and the measure where they are asked for. No path, nothing of
 * `execution`, no output place.
 */
export function runHash(
  { plan, earlier }: IdentifiedPlan,
  { tables, columns = {}, groupBy = [], measure }: AskedResult,
  inputs: RunInputs,
  createSha256: CreateSha256,
): string {
  const hashed = plan.inputs.map(({ name, data }) => hashedInput(name, data, createSha256));
  const base = inputs.base?.columns.map((data) => hashedInput(data.name, data, createSha256));
  const keys = keyColumns(plan, tables, inputs).map(
    (column) => [column.name, hashColumn(column, createSha256)] as const,
  );
  const optional = Object.entries(columns)
    .filter(([, names]) => names.length > 0)
    .map(([table, names]) => [table, [...new Set(names)].toSorted()] as const);
  const engines = plan.nodes.map((node) => [node.id, node.sha256] as const);
  const asked = {
    v: 1,
    runtimeVersion,
    engines: { ...earlier, ...Object.fromEntries(engines) },
    pipeline: plan.pipeline as unknown as Json,
    axes: { ...plan.axes },
    inputs: uniqueEntries(hashed),
    keys: uniqueEntries(keys),
    tables: [...tables].toSorted(),
    ...(optional.length > 0 && { columns: Object.fromEntries(optional) }),
    ...(groupBy.length > 0 && { groupBy }),
    ...(base && { base: uniqueEntries(base) }),
    ...(measure === 'riskNeutral' && { measure }),
  };
  return hashJson(asked, createSha256);
}

/** Throws INTERNAL for a name that occurs twice: one of the two would not be hashed. */
function uniqueEntries(entries: readonly (readonly [string, Json])[]): Json {
  const object = Object.fromEntries(entries);
  if (Object.keys(object).length === entries.length) return object;
  const names = entries.map(([name]) => name).join(', ');
  throw new LiveCalcError('INTERNAL', `A name occurs twice among the hashed columns: ${names}.`);
}

/** Inputs are never changed, and valuations of one portfolio share most of them. */
const inputHashes = new WeakMap<NumericArray, string>();

function hashedInput(
  name: string,
  data: BlockColumn,
  createSha256: CreateSha256,
): readonly [string, { shape: readonly number[]; sha256: string }] {
  let sha256 = inputHashes.get(data.values);
  if (sha256 === undefined) {
    const column = { name, type: data.type, values: data.values } as Column;
    sha256 = hashColumn(column, createSha256);
    inputHashes.set(data.values, sha256);
  }
  return [name, { shape: data.shape, sha256 }];
}

function keyColumns(
  plan: RunPlan,
  tables: readonly string[],
  inputs: RunInputs,
): readonly Column[] {
  const namesPolicies = tables.some((table) => isByPolicy(table, plan));
  return [
    ...(namesPolicies ? inputs.policyTable.columns : []),
    ...(inputs.scenarioIds === null ? [] : [inputs.scenarioIds]),
    // The policies' own column may have the same name.
    ...(inputs.groups?.keys ?? []).map((key) => ({ ...key, name: `group.${key.name}` })),
  ];
}
