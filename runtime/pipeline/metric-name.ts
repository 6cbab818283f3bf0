/** A metric: what a node returned of itself, or a statistic of a column that a node writes. */
import { LiveCalcError } from '../../contracts/errors.ts';
import { meantHint } from '../../contracts/nearest.ts';
import { namedOutputs, type GraphNode } from './graph-node.ts';

export type Metric =
  /** `solver.converged` */
  | { readonly kind: 'node'; readonly node: string; readonly name: string }
  /** `scenarios.npv.mean`: of the column npv in the block whose bus name ends in /scenarios. */
  | {
      readonly kind: 'column';
      readonly writer: GraphNode;
      /** `bus://results/scenarios` */
      readonly block: string;
      readonly column: string;
      readonly statistic: string;
    };

const statistics = /^(mean|stdDev|min|max|sum|count|(p|cte)\d+(\.\d+)?)$/;
const statisticWords = 'mean, stdDev, min, max, sum, count, percentiles (p99.5) and tails (cte95)';

/** Throws PIPELINE_INVALID naming what there is, where no node writes it. `owner` asks for it. */
export function findMetric(name: string, nodes: readonly GraphNode[], owner: string): Metric {
  const [first = '', second = '', ...rest] = name.split('.');
  if (rest.length === 0) {
    if (nodes.some(({ node }) => node.id === first)) {
      return { kind: 'node', node: first, name: second };
    }
    const ids = nodes.map(({ node }) => node.id);
    throw unknown(owner, name, `no node is called "${first}".${meantHint(first, ids)}`);
  }
  const written = nodes.flatMap((writer) =>
    writer.node.outputs.map((block, index) => ({ writer, block, index })),
  );
  const found = written.find(({ block }) => lastName(block) === first);
  if (found === undefined) {
    const blocks = written.map(({ block }) => lastName(block));
    throw unknown(owner, name, `no node writes "${first}".${meantHint(first, blocks)}`);
  }
  const { writer, block, index } = found;
  const columns = namedOutputs(writer.info)[index]?.columns.map((column) => column.name) ?? [];
  if (!columns.includes(second)) {
    const there = `It has: ${columns.join(', ')}.`;
    throw unknown(owner, name, `"${first}" has no column "${second}". ${there}`);
  }
  const statistic = rest.join('.');
  if (!statistics.test(statistic)) {
    throw unknown(owner, name, `"${statistic}" is no statistic. There are: ${statisticWords}.`);
  }
  return { kind: 'column', writer, block, column: second, statistic };
}

/** `scenarios` of `bus://results/scenarios`. */
function lastName(block: string): string {
  return block.slice(block.lastIndexOf('/') + 1);
}

function unknown(owner: string, name: string, what: string): LiveCalcError {
  return new LiveCalcError(
    'PIPELINE_INVALID',
    `${owner} asks for the metric "${name}", but ${what}`,
    {
      found: name,
    },
  );
}
