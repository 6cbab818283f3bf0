/** Tables by the groups of `groupBy`. */
import type { RunConfig } from '../../contracts/config.ts';
import type { Groups } from '../../contracts/run-inputs.ts';
import { LiveCalcError } from '../../contracts/errors.ts';
import { pipelineNodes, resultsPrefix } from './default-pipeline.ts';
import { namedOutputs, type GraphNode } from './graph-node.ts';

/** What a table by group is called. */
export function byGroup(table: string): string {
  return `${table}_by_group`;
}

/** With `groupBy`, every table that is asked for comes by group too, where a node writes that. */
export function withGroupTables(config: RunConfig): RunConfig {
  if (config.groupBy === undefined) return config;
  const written = new Set(pipelineNodes(config).flatMap(({ outputs }) => outputs));
  const grouped = config.output.tables
    .map(byGroup)
    .filter((table) => written.has(resultsPrefix + table));
  const tables = [...new Set([...config.output.tables, ...grouped])];
  return { ...config, output: { ...config.output, tables } };
}

/** Throws CONFIG_INVALID where a table by group is asked for and nothing says what the groups are. */
export function checkGroupTables(
  tables: readonly string[],
  nodes: readonly GraphNode[],
  groups: Groups | null,
): void {
  if (groups !== null) return;
  const grouped = new Set(
    nodes.flatMap(({ node, info }) =>
      node.outputs.filter((_, index) =>
        namedOutputs(info)[index]!.columns.some(({ axes }) => axes.includes('group')),
      ),
    ),
  );
  const table = tables.find((name) => grouped.has(resultsPrefix + name));
  if (table === undefined) return;
  throw new LiveCalcError(
    'CONFIG_INVALID',
    `output.tables asks for "${table}", and nothing says what the groups are. Set groupBy to the ` +
      `policy columns that make them, for example "groupBy": ["product_type"].`,
    { column: 'groupBy', found: table },
  );
}
