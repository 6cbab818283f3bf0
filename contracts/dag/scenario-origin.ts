/** Where the scenarios of a DAG file come from: a file, the built-in generator, or an engine. */
import type { RunConfigInput } from '../config.ts';
import { dagError } from './dag-error.ts';
import type { DagGraph, Output } from './dag-graph.ts';
import { isGenerator, isProjection, type ScenariosEngine } from './dag-schema.ts';
import { referenceOf } from './data-source.ts';

export interface ScenarioOrigin {
  /** The key `scenarios` of the configuration. */
  readonly scenarios: RunConfigInput['scenarios'];
  /** What stands for `$scenarios`, where an engine writes it. */
  readonly output: Output | null;
}

/** Throws PIPELINE_INVALID where there is not exactly one origin, CONFIG_INVALID for what it lacks. */
export function scenarioOrigin(graph: DagGraph): ScenarioOrigin {
  const { dag, file } = graph;
  const { base, scenarios: source } = dag.data_sources;
  const withBase = base && { base: referenceOf(base.path) };
  const generator = generatorOf(graph);
  const output = generator ? graph.outputs.get(outputKey(generator))! : projectedOutput(graph);
  if (output !== null && source !== undefined) {
    throw dagError(file, ['data_sources', 'scenarios'], {
      found: `a file beside ${output.key}`,
      expected: 'one origin of the scenarios',
    });
  }
  if (generator) {
    refuseUnused(graph, ['count', 'seed', 'values', 'measure', 'beyond']);
    return { scenarios: { ...generator.config, ...withBase }, output };
  }
  if (output !== null) return { scenarios: { ...fromEngine(graph, output), ...withBase }, output };
  if (source === undefined) throw noOrigin(file);
  refuseUnused(graph, ['count']);
  const { count: _, ...said } = dag.scenarios;
  return { scenarios: { file: referenceOf(source.path), ...defined(said), ...withBase }, output };
}

function outputKey({ id, outputs: [name] }: ScenariosEngine): string {
  return `${id}.${name}`;
}

function generatorOf({ dag, file }: DagGraph): ScenariosEngine | null {
  const generators = dag.engines.filter(isGenerator);
  if (generators.length > 1) {
    const index = dag.engines.indexOf(generators[1]!);
    const found = 'the second engine of type cpp_scenarios';
    throw dagError(file, ['engines', index, 'type'], { found, expected: 'one at most' });
  }
  return generators[0] ?? null;
}

/** The output that a projection reads: the only one that it can read is the scenarios. */
function projectedOutput({ reads, file }: DagGraph): Output | null {
  let first: Output | null = null;
  for (const { reader, place, from } of reads) {
    if (!isProjection(reader) || typeof from === 'string') continue;
    if (first !== null && first !== from) {
      const found = `"${from.key}", while ${first.key} makes the scenarios already`;
      throw dagError(file, place, { found, expected: 'one origin of the scenarios' });
    }
    first = from;
  }
  return first;
}

function fromEngine({ dag, file }: DagGraph, { engine, key }: Output): RunConfigInput['scenarios'] {
  const { count, values, ...said } = dag.scenarios;
  if (values !== undefined) throw unused(file, 'values');
  if (count === undefined) {
    throw dagError(file, ['scenarios', 'count'], {
      found: 'missing',
      expected: `how many scenarios ${key} is to make`,
      code: 'CONFIG_INVALID',
    });
  }
  return { fromNode: engine.id, count, ...defined(said) };
}

function refuseUnused({ dag, file }: DagGraph, keys: readonly string[]): void {
  const given: Readonly<Record<string, unknown>> = dag.scenarios;
  const key = keys.find((name) => given[name] !== undefined);
  if (key !== undefined) throw unused(file, key);
}

function unused(file: string, key: string): Error {
  const found = 'given where it has no meaning';
  const expected =
    'count and seed where an engine makes the scenarios, values where a file holds them, and nothing where cpp_scenarios does, whose config has it all';
  return dagError(file, ['scenarios', key], { found, expected, code: 'CONFIG_INVALID' });
}

function noOrigin(file: string): Error {
  const found = 'without anything that makes scenarios';
  const expected =
    'an engine of type cpp_scenarios, another engine whose output cpp_projection reads, or a data source "scenarios"';
  return dagError(file, ['engines'], { found, expected });
}

function defined<T extends object>(values: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]: Exclude<T[K], undefined> };
}
