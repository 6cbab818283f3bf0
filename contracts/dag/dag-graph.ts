/** Who reads what in a DAG file; every name that is read is known, every file that is named is read. */
import { nearest } from '../nearest.ts';
import { dagError, type Place } from './dag-error.ts';
import type { Dag, DagEngine } from './dag-schema.ts';
import { expectedEnding } from './data-source.ts';

/** What an engine writes. */
export interface Output {
  readonly engine: DagEngine;
  readonly name: string;
  /** `projection.scenarios` */
  readonly key: string;
  readonly place: Place;
}

/** One entry of an engine's `inputs`: the name of a data source or of `normals`, or what another writes. */
export interface Read {
  readonly reader: DagEngine;
  readonly place: Place;
  readonly from: string | Output;
}

export interface DagGraph {
  readonly file: string;
  readonly dag: Dag;
  /** By `ENGINE.OUTPUT`, in the order of the file. */
  readonly outputs: ReadonlyMap<string, Output>;
  readonly reads: readonly Read[];
}

/** Read wherever it is named: it is no file. */
export const normals = 'normals';
const needed = new Set(['policies', 'mortality', 'lapse', 'expenses']);

/** Throws PIPELINE_INVALID naming the place of the file, INVALID_INPUT_FORMAT for a file of another type. */
export function readGraph(dag: Dag, file: string): DagGraph {
  checkIds(dag, file);
  const outputs = outputsOf(dag);
  const sources = [...Object.keys(dag.data_sources), normals];
  const reads = dag.engines.flatMap((reader, engine) =>
    reader.inputs.map((input: string, index): Read => {
      const place = ['engines', engine, 'inputs', index];
      const from = outputs.get(input) ?? (sources.includes(input) ? input : undefined);
      if (from !== undefined) return { reader, place, from };
      const known = [...outputs.keys(), ...sources];
      const meant = nearest(input, known);
      throw dagError(file, place, {
        found: JSON.stringify(input),
        expected: `a data source or ENGINE.OUTPUT, one of ${known.join(', ')}`,
        ...(meant !== null && { advice: `Was ${meant} meant?` }),
      });
    }),
  );
  checkSources(dag, reads, file);
  return { file, dag, outputs, reads };
}

function checkIds({ engines }: Dag, file: string): void {
  engines.forEach(({ id }, index) => {
    const first = engines.findIndex((engine) => engine.id === id);
    if (first === index) return;
    const found = `${JSON.stringify(id)}, as engines[${first}].id is`;
    throw dagError(file, ['engines', index, 'id'], { found, expected: 'ids that differ' });
  });
}

function outputsOf({ engines }: Dag): Map<string, Output> {
  const all = engines.flatMap((engine, index) =>
    engine.outputs.map((name: string, at): Output => ({
      engine,
      name,
      key: `${engine.id}.${name}`,
      place: ['engines', index, 'outputs', at],
    })),
  );
  return new Map(all.map((output) => [output.key, output]));
}

/** A file that nobody reads would change nothing, although it looks as if it did (I5). */
function checkSources({ data_sources: sources }: Dag, reads: readonly Read[], file: string): void {
  for (const [name, source] of Object.entries(sources)) {
    if (source === undefined) continue;
    const ending = expectedEnding(source);
    if (ending !== null) {
      throw dagError(file, ['data_sources', name, 'type'], {
        found: `"${source.type}" while its path is ${JSON.stringify(source.path)}`,
        expected: `a path that ends in ${ending}, or the type of the file`,
        code: 'INVALID_INPUT_FORMAT',
      });
    }
    if (needed.has(name) || reads.some(({ from }) => from === name)) continue;
    const found = 'a file that no engine reads';
    const expected = `${JSON.stringify(name)} among the inputs of an engine`;
    throw dagError(file, ['data_sources', name], { found, expected, advice: 'Or leave it out.' });
  }
}
