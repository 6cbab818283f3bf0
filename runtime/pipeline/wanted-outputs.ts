/** What the nodes must produce, so that the requested tables can be made. */
import type { RunConfig } from '../../contracts/config.ts';
import type { EngineInfo } from '../../contracts/engine-info.ts';
import { LiveCalcError } from '../../contracts/errors.ts';
import { meantHint } from '../../contracts/nearest.ts';
import { resultsPrefix } from './default-pipeline.ts';
import { conditionsOf, fallbackNode } from './dependencies.ts';
import { namedOutputs, type GraphNode } from './graph-node.ts';
import { statisticsTable } from './graph.ts';
import { findMetric } from './metric-name.ts';

/** Result tables, and by table the optional columns of it. */
export type AskedTables = Pick<RunConfig['output'], 'tables' | 'columns'>;

/** Columns asked for, by the bus name of their block. */
type AskedBlocks = Map<string, Set<string>>;

/**
 * What each node must produce, by the engine's names: `block`, and `block.column` for an optional
 * column that the run or another node asks for. Nodes that nothing needs are absent: one is needed for
 * what it writes, as a solver, for a condition, or to take the place of another. Throws
 * PIPELINE_INVALID for a table or a column that no node writes.
 */
export function wantedOutputs(
  ordered: readonly GraphNode[],
  asked: AskedTables,
): Map<GraphNode, Set<string>> {
  const blocks = resultBlocks(ordered);
  checkTablesExist(asked, blocks);
  checkColumnsExist(asked, blocks);
  const wantedBlocks: AskedBlocks = new Map();
  for (const table of asked.tables) want(wantedBlocks, resultsPrefix + table, asked.columns[table]);
  if (blocks.has(statisticsTable)) want(wantedBlocks, resultsPrefix + statisticsTable);
  const wanted = new Map<GraphNode, Set<string>>();
  const needed = new Set(ordered.filter(({ info }) => info.evaluates).map(({ node }) => node.id));
  for (const entry of ordered.toReversed()) {
    const { node, info } = entry;
    // A solver's own blocks are small, and whoever needs a node for something else gets them all.
    if (needed.has(node.id)) for (const block of node.outputs) want(wantedBlocks, block);
    wantAsOther(entry, ordered, wantedBlocks);
    const names = wantedNames(entry, wantedBlocks);
    if (names.size === 0) continue;
    wanted.set(entry, names);
    node.inputs.forEach((input, index) => {
      const columns = info.inputs[index]?.columns.map(({ name }) => name);
      want(wantedBlocks, input, columns);
    });
    for (const name of metricsOf(entry)) {
      const metric = findMetric(name, ordered, `Node "${node.id}"`);
      if (metric.kind === 'column') want(wantedBlocks, metric.block, [metric.column]);
      else needed.add(metric.node);
    }
    for (const id of nodesOf(entry)) needed.add(id);
  }
  return wanted;
}

/** Who takes another's place writes what is wanted of the other. */
function wantAsOther(
  { node }: GraphNode,
  ordered: readonly GraphNode[],
  wantedBlocks: AskedBlocks,
): void {
  for (const { node: other } of ordered) {
    if (fallbackNode(other) !== node.id) continue;
    other.outputs.forEach((block, index) => {
      const columns = wantedBlocks.get(block);
      const own = node.outputs[index];
      if (columns !== undefined && own !== undefined) want(wantedBlocks, own, [...columns]);
    });
  }
}

/** Metrics that decide whether a node runs, or that it asks for while it runs. */
function metricsOf({ node, info }: GraphNode): readonly string[] {
  const decided = conditionsOf(node).flatMap((one) => ('metric' in one ? [one.metric] : []));
  return [...decided, ...(info.evaluates?.metrics ?? [])];
}

/** Nodes whose outcome matters to it. */
function nodesOf({ node }: GraphNode): readonly string[] {
  return conditionsOf(node).flatMap((one) => ('node' in one ? [one.node] : []));
}

function want(blocks: AskedBlocks, name: string, columns: readonly string[] = []): void {
  blocks.set(name, new Set([...(blocks.get(name) ?? []), ...columns]));
}

function wantedNames({ node, info }: GraphNode, wantedBlocks: AskedBlocks): Set<string> {
  const named = namedOutputs(info);
  const names = node.outputs.flatMap((output, index) => {
    const block = named[index]!;
    const columns = wantedBlocks.get(output);
    if (columns === undefined) return [];
    const asked = block.columns.filter(({ name, optional }) => optional && columns.has(name));
    return [block.name, ...asked.map((column) => `${block.name}.${column.name}`)];
  });
  return new Set(names);
}

/** The engine's blocks by the table that is made of them. */
function resultBlocks(ordered: readonly GraphNode[]): Map<string, EngineInfo['outputs'][number]> {
  return new Map(
    ordered.flatMap(({ node, info }) =>
      node.outputs.flatMap((name, index) =>
        name.startsWith(resultsPrefix)
          ? [[name.slice(resultsPrefix.length), namedOutputs(info)[index]!] as const]
          : [],
      ),
    ),
  );
}

function checkTablesExist({ tables }: AskedTables, blocks: ReadonlyMap<string, unknown>): void {
  const unknown = tables.find((table) => !blocks.has(table));
  if (unknown === undefined) return;
  const names = [...blocks.keys()];
  const message =
    `No node writes the table "${unknown}".${meantHint(unknown, names)} ` +
    `This pipeline has: ${names.join(', ') || 'none'}.`;
  throw new LiveCalcError('PIPELINE_INVALID', message, { node: resultsPrefix + unknown });
}

function checkColumnsExist(
  { tables, columns }: AskedTables,
  blocks: ReadonlyMap<string, EngineInfo['outputs'][number]>,
): void {
  for (const [table, names] of Object.entries(columns)) {
    if (!tables.includes(table)) throw notAsked(table, tables);
    const known = blocks.get(table)!.columns;
    const unknown = names.find((name) => !known.some((column) => column.name === name));
    if (unknown === undefined) continue;
    const optional = known.filter((column) => column.optional).map(({ name }) => name);
    const message =
      `output.columns asks for "${unknown}" of the table "${table}", which has no such column.` +
      `${meantHint(unknown, optional)} ` +
      (optional.length === 0
        ? 'It has none that must be asked for. Take the table out of output.columns.'
        : `It can have: ${optional.join(', ')}.`);
    throw new LiveCalcError('PIPELINE_INVALID', message, { column: `${table}.${unknown}` });
  }
}

function notAsked(table: string, tables: readonly string[]): LiveCalcError {
  const message =
    `output.columns asks for columns of the table "${table}", which is not in output.tables.` +
    `${meantHint(table, tables)} The tables are: ${tables.join(', ')}. ` +
    `Add it there, or take its columns out of output.columns.`;
  return new LiveCalcError('PIPELINE_INVALID', message, { column: table });
}
