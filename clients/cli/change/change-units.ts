/** A configuration taken apart into the keys that are changed one at a time. */
import type { RunConfig } from '../../../contracts/config.ts';
import { setKey } from '../../../contracts/parse-config.ts';
import { areaOf, type Area } from './area.ts';

/** A key with another value in B than in A. */
export interface ChangedUnit {
  /** `projection.lapse` */
  readonly key: string;
  readonly area: Area;
  /** Of B; undefined where B does not have the key. */
  readonly value: unknown;
}

type Units = ReadonlyMap<string, unknown>;

/** In the order of A's keys, those that only B has last. */
export function changedUnits(a: RunConfig, b: RunConfig): ChangedUnit[] {
  const isOneGraph = graphOf(a) === graphOf(b);
  const [before, after] = [unitsOf(a, isOneGraph), unitsOf(b, isOneGraph)];
  const engineOf = (node: number): string => b.pipeline?.nodes[node]?.engine ?? '';
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((key) => JSON.stringify(before.get(key)) !== JSON.stringify(after.get(key)))
    .map((key) => ({ key, area: areaOf(key, engineOf), value: after.get(key) }));
}

/** A copy in which the units have the values that B gives them; not yet validated. */
export function withUnits(config: RunConfig, units: readonly ChangedUnit[]): unknown {
  return units.reduce<unknown>(
    (changed, { key, value }) => setKey(changed, key, value, key),
    config,
  );
}

/** What of a pipeline is no parameter of a node. */
function graphOf({ pipeline }: RunConfig): string {
  return JSON.stringify(pipeline?.nodes.map((node) => ({ ...node, config: null })) ?? null);
}

function unitsOf(config: RunConfig, isOneGraph: boolean): Units {
  const units = new Map<string, unknown>();
  for (const [key, value] of Object.entries(config)) {
    if (key === 'assumptions' || key === 'projection') addChildren(units, key, value as object);
    else if (key !== 'pipeline' || !isOneGraph) units.set(key, value);
  }
  if (!isOneGraph) return units;
  for (const [index, node] of (config.pipeline?.nodes ?? []).entries()) {
    addChildren(units, `pipeline.nodes.${index}.config`, node.config);
  }
  return units;
}

function addChildren(units: Map<string, unknown>, key: string, value: object): void {
  for (const [name, child] of Object.entries(value)) units.set(`${key}.${name}`, child);
}
