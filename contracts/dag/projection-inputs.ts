/** What a cpp_projection reads: it is told what it needs by name, so their order does not matter. */
import { dagError } from './dag-error.ts';
import type { DagGraph } from './dag-graph.ts';
import type { ProjectionEngine } from './dag-schema.ts';

const needed = ['policies', 'mortality', 'lapse', 'expenses'];
const known = [...needed, 'product', 'scenarios', 'base'];

/** Throws PIPELINE_INVALID for an input that it cannot read, one that is missing or given twice. */
export function projectionInputs(
  { dag, reads, file }: DagGraph,
  projection: ProjectionEngine,
): void {
  const own = reads.filter(({ reader }) => reader === projection);
  const names = own.map(({ from }) => (typeof from === 'string' ? from : 'scenarios'));
  own.forEach(({ place, from }, index) => {
    const name = names[index]!;
    const found = typeof from === 'string' ? JSON.stringify(from) : `"${from.key}"`;
    if (!known.includes(name)) {
      const expected = `an input of cpp_projection: ${known.join(', ')}, or the "ENGINE.OUTPUT" that makes scenarios`;
      throw dagError(file, place, { found, expected });
    }
    if (names.indexOf(name) !== index) {
      throw dagError(file, place, { found: `${found} again`, expected: 'each input once' });
    }
  });
  const optional = Object.keys(dag.data_sources).filter((name) => known.includes(name));
  const missing = [...needed, ...optional, 'scenarios'].filter((name) => !names.includes(name));
  if (missing.length === 0) return;
  const place = ['engines', dag.engines.indexOf(projection), 'inputs'];
  const found = `without ${[...new Set(missing)].join(', ')}`;
  throw dagError(file, place, { found, expected: 'all that cpp_projection reads' });
}
