/** From a DAG file to the configuration that asks the very same: run hash and result are equal. */
import type { RunConfigInput } from '../config.ts';
import type { PipelineNodeInput } from '../pipeline-config.ts';
import { projectionNodeConfig, projectionTables, tableShaping } from '../projection-node.ts';
import { busNames, type BusNames } from './bus-names.ts';
import { dagError } from './dag-error.ts';
import { readGraph, type DagGraph, type Output, type Read } from './dag-graph.ts';
import {
  isNode,
  isProjection,
  type Dag,
  type NodeEngine,
  type ProjectionEngine,
} from './dag-schema.ts';
import { ownSources, referenceOf, tableNames, type DataSource } from './data-source.ts';
import { isUsualPolicy, nodePolicy } from './node-policy.ts';
import { projectionInputs } from './projection-inputs.ts';
import { scenarioOrigin } from './scenario-origin.ts';

/**
 * `file` is what messages call it; they name the place in the DAG file. Throws PIPELINE_INVALID,
 * CONFIG_INVALID, INVALID_INPUT_FORMAT.
 */
export function translateDag(dag: Dag, file: string): RunConfigInput {
  const graph = readGraph(dag, file);
  const { scenarios, output } = scenarioOrigin(graph);
  const names = busNames(graph, output);
  return {
    ...inputsOf(dag),
    scenarios,
    ...pipelineOf(graph, output, names),
    engines: ownEngines(graph),
    execution: executionOf(dag),
    output: { dir: dag.output.path, format: dag.output.type, tables: [...names.tables] },
  };
}

function inputsOf({
  data_sources: sources,
}: Dag): Pick<RunConfigInput, 'policies' | 'assumptions' | 'data'> {
  const { policies, mortality, lapse, expenses, product } = sources;
  const data = ownSources(sources).map(
    (name) => [name, referenceOf((sources[name] as DataSource).path)] as const,
  );
  return {
    policies: referenceOf(policies.path),
    assumptions: {
      mortality: referenceOf(mortality.path),
      lapse: referenceOf(lapse.path),
      expenses: referenceOf(expenses.path),
      ...(product && { product: referenceOf(product.path) }),
    },
    data: Object.fromEntries(data),
  };
}

/**
 * A projection alone is the plain valuation, in which policies that differ only in amounts are
 * grouped; everything else is a pipeline of the file's own.
 */
function pipelineOf(
  graph: DagGraph,
  scenarios: Output | null,
  names: BusNames,
): Pick<RunConfigInput, 'projection' | 'pipeline'> {
  const engines = graph.dag.engines.filter(isNode);
  const projections = engines.filter(isProjection);
  for (const projection of projections) projectionInputs(graph, projection);
  const [only] = projections;
  if (only && engines.length === 1 && isUsualPolicy(only)) return { projection: only.config };
  const nodes = engines.map((engine) => nodeOf(graph, engine, scenarios, names));
  return { projection: sharedShaping(graph, projections), pipeline: { nodes } };
}

/** Tables are read once for all projections of a file. */
function sharedShaping(
  { dag, file }: DagGraph,
  projections: readonly ProjectionEngine[],
): RunConfigInput['projection'] {
  const shapings = projections.map(({ config }) => tableShaping(config));
  const other = shapings.findIndex((one) => JSON.stringify(one) !== JSON.stringify(shapings[0]));
  if (other >= 0) {
    const place = ['engines', dag.engines.indexOf(projections[other]!), 'config'];
    const found = `another than that of engine "${projections[0]!.id}" in what it says of the tables`;
    const expected =
      'the same multiply, add, expenses, extend and lastAge in all projections, which read the same tables';
    throw dagError(file, place, { found, expected });
  }
  return shapings[0];
}

function nodeOf(
  graph: DagGraph,
  engine: NodeEngine,
  scenarios: Output | null,
  names: BusNames,
): PipelineNodeInput {
  const [, kind = '', name = ''] = /^(cpp|python)_(.*)$/.exec(engine.type) ?? [];
  const reads = graph.reads.filter(({ reader }) => reader === engine);
  const outputNames = isProjection(engine) ? wholeOutputs(engine) : engine.outputs;
  return {
    id: engine.id,
    engine: `${kind === 'cpp' ? 'wasm' : kind}://${name}`,
    inputs: isProjection(engine)
      ? ['$policies', '$assumptions', '$scenarios']
      : inputReferences(graph, reads, scenarios, names),
    outputs: outputNames.map((output) => {
      const written = graph.outputs.get(`${engine.id}.${output}`);
      return written ? names.of(written) : `bus://${engine.id}/${output}`;
    }),
    config: isProjection(engine) ? projectionNodeConfig(engine.config) : engine.config,
    ...nodePolicy(engine),
  };
}

/** Up to the last that is named: outputs have their places in the engine's order. */
function wholeOutputs({ outputs }: ProjectionEngine): readonly string[] {
  const last = Math.max(...outputs.map((name) => projectionTables.indexOf(name)));
  return projectionTables.slice(0, last + 1);
}

/** In the order given; the tables of the assumptions are one input. */
function inputReferences(
  { file }: DagGraph,
  reads: readonly Read[],
  scenarios: Output | null,
  names: BusNames,
): string[] {
  const references = reads.map(({ from, place }) => {
    if (typeof from !== 'string') return from === scenarios ? '$scenarios' : names.of(from);
    if (from === 'base') {
      const expected = 'an input that engines other than cpp_projection can read';
      throw dagError(file, place, { found: '"base"', expected });
    }
    if ((tableNames as readonly string[]).includes(from)) return '$assumptions';
    const isOfRun = ['policies', 'scenarios', 'normals'].includes(from);
    return isOfRun ? `$${from}` : `$data.${from}`;
  });
  return references.filter(
    (reference, index) => reference !== '$assumptions' || references.indexOf(reference) === index,
  );
}

/** Files of the engines that are not built in. Throws PIPELINE_INVALID where two are called the same. */
function ownEngines({ dag, file }: DagGraph): NonNullable<RunConfigInput['engines']> {
  const own: NonNullable<RunConfigInput['engines']> = {};
  dag.engines.forEach((engine, index) => {
    if (!('module' in engine) || engine.module === undefined) return;
    const name = engine.type.replace(/^(?:cpp|python)_/, '');
    const module = referenceOf(engine.module);
    const wheels = engine.wheels?.map(({ path, sha256 }) => ({ file: referenceOf(path), sha256 }));
    const said = wheels === undefined ? module : { module, wheels };
    if (own[name] !== undefined && JSON.stringify(own[name]) !== JSON.stringify(said)) {
      const found = `${JSON.stringify(engine.module)}, and another engine of that type has another`;
      const expected = `one module for all engines of type ${engine.type}`;
      throw dagError(file, ['engines', index, 'module'], { found, expected });
    }
    own[name] = said;
  });
  return own;
}

function executionOf({ execution }: Dag): NonNullable<RunConfigInput['execution']> {
  const { threads, deadline_ms: deadlineMs, memory_mb: memoryMb, integrity } = execution;
  return {
    ...(threads !== undefined && { threads }),
    ...(deadlineMs !== undefined && { deadlineMs }),
    ...(memoryMb !== undefined && { memoryMb }),
    ...(integrity !== undefined && { integrity }),
  };
}
