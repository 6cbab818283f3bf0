/** What a DAG file's outputs are called on the bus, and which of them become tables. */
import { dagError } from './dag-error.ts';
import type { DagGraph, Output } from './dag-graph.ts';
import { isGenerator, isProjection } from './dag-schema.ts';

export interface BusNames {
  /** Tables that are wanted. */
  readonly tables: readonly string[];
  readonly of: (output: Output) => string;
}

/** Where scenarios stand that an engine makes. */
export const scenarioRates = 'bus://scenarios/rates';

/** `scenarios` is the output that stands for `$scenarios`. Throws PIPELINE_INVALID, for two tables of one name too. */
export function busNames(graph: DagGraph, scenarios: Output | null): BusNames {
  const tables = tableOutputs(graph, scenarios);
  tables.forEach((output, index) => {
    const other = tables.slice(0, index).find(({ name }) => name === output.name);
    if (other === undefined) return;
    throw dagError(graph.file, output.place, {
      found: `"${output.name}", which ${other.key} is called too, and both are tables`,
      expected: 'names that differ',
      advice: 'Or say in output.tables which of them is to be the table.',
    });
  });
  return {
    tables: tables.map(({ name }) => name),
    of: (output) => {
      if (output === scenarios) return scenarioRates;
      if (tables.includes(output)) return `bus://results/${output.name}`;
      return `bus://${output.engine.id}/${output.name}`;
    },
  };
}

function tableOutputs(graph: DagGraph, scenarios: Output | null): readonly Output[] {
  const { dag, outputs, file } = graph;
  if (dag.output.tables === undefined) {
    const isTable = usualTables(graph);
    return [...outputs.values()].filter((output) => output !== scenarios && isTable(output));
  }
  const known = [...outputs.values()].filter((output) => output !== scenarios);
  return dag.output.tables.map((key, index) => {
    const found = known.find((output) => output.key === key);
    if (found !== undefined) return found;
    const expected = `ENGINE.OUTPUT, one of ${known.map((output) => output.key).join(', ')}`;
    throw dagError(file, ['output', 'tables', index], { found: JSON.stringify(key), expected });
  });
}

/** What nobody reads is there to be seen, and so is what a projection writes; a stand-in's is taken by another. */
function usualTables({ dag, reads }: DagGraph): (output: Output) => boolean {
  const standIns = new Set(
    dag.engines.flatMap((engine) => {
      const otherwise = 'on_error' in engine ? engine.on_error.otherwise : 'fail';
      return typeof otherwise === 'object' && 'node' in otherwise ? [otherwise.node] : [];
    }),
  );
  return (output) => {
    if (standIns.has(output.engine.id) || isGenerator(output.engine)) return false;
    const isRead = reads.some(({ from }) => from === output);
    return isProjection(output.engine) || !isRead;
  };
}
