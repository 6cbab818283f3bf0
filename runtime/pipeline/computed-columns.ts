/** Which columns of a node are computed: by what is wanted of it, and under its config. */
import type { EngineConfig } from '../../contracts/engine.ts';
import type { EngineInfo, EngineOutputColumn } from '../../contracts/engine-info.ts';
import { LiveCalcError } from '../../contracts/errors.ts';

type OutputBlock = EngineInfo['outputs'][number];
type Condition = NonNullable<EngineOutputColumn['when']>;

export interface ComputedColumns {
  readonly isOutput: (block: OutputBlock, column: EngineOutputColumn) => boolean;
  readonly isScratch: (column: EngineInfo['scratch'][number]) => boolean;
}

/**
 * `wanted` is what wantedOutputs gives for the node, `config` is complete. Throws PIPELINE_INVALID
 * for an optional column that is asked for and that this config has no meaning for.
 */
export function computedColumns(
  info: EngineInfo,
  wanted: ReadonlySet<string>,
  config: EngineConfig,
): ComputedColumns {
  const holds = (when: Condition | undefined): boolean =>
    when === undefined ||
    Object.entries(when).some(([path, values]) =>
      values.some((value) => value === parameterValue(config, path)),
    );
  const names = new Set<string>();
  for (const block of info.outputs.filter(({ name }) => wanted.has(name))) {
    names.add(block.name);
    for (const column of block.columns) {
      const name = `${block.name}.${column.name}`;
      if (column.optional && !wanted.has(name)) continue;
      if (holds(column.when)) names.add(name);
      else if (column.optional) throw notComputed(info, name, column.when!);
    }
  }
  const isNeeded = (column: {
    for?: string[] | undefined;
    when?: Condition | undefined;
  }): boolean => holds(column.when) && (column.for?.some((name) => names.has(name)) ?? true);
  return {
    isOutput: (block, column) =>
      isNeeded(column) && (block.internal || names.has(`${block.name}.${column.name}`)),
    isScratch: isNeeded,
  };
}

/** The value of a parameter, `a.b` for a nested one; undefined where it has none. */
export function parameterValue(config: EngineConfig, path: string): unknown {
  let value: unknown = config;
  for (const name of path.split('.')) {
    value = (value as Readonly<Record<string, unknown>> | undefined)?.[name];
  }
  return value;
}

function notComputed(info: EngineInfo, name: string, when: Condition): LiveCalcError {
  const conditions = Object.entries(when).map(
    ([path, values]) => `${path} is ${values.join(' or ')}`,
  );
  return new LiveCalcError(
    'PIPELINE_INVALID',
    `Engine "${info.name}" computes ${name} only where ${conditions.join(', or ')}, and here it is ` +
      `not. Leave the column out of output.columns.`,
    { column: name },
  );
}
