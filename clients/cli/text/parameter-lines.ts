/** What an engine can be told, as its description says. */
import type { EngineInfo } from '../../../contracts/engine-info.ts';
import { alignRows, wrapWords } from './lines.ts';

/** The parts of a JSON Schema that the ABI allows. */
interface JsonSchema {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly default?: unknown;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
}

/** Name, type and default of each parameter, and below it what it does; at most 80 columns wide. */
export function parameterLines(schema: EngineInfo['parameters']): string[] {
  const leaves = leavesOf('', schema);
  if (leaves.length === 0) return ['  no parameters'];
  const rows = leaves.map(([name, { type, enum: names, default: fallback }]) => [
    name,
    names?.join(' | ') ?? type ?? 'any',
    fallback === undefined ? '-' : JSON.stringify(fallback),
  ]);
  const [heading = '', ...lines] = alignRows([['parameter', 'type', 'default'], ...rows]);
  const described = lines.flatMap((line, index) => {
    const { description = '' } = leaves[index]![1];
    return description === '' ? [line] : [line, wrapWords(`    ${description}`, '    ')];
  });
  return [heading, ...described];
}

/** Parameters that hold a value; those inside an object by their path: `mortality.floor`. */
function leavesOf(
  path: string,
  { properties = {} }: JsonSchema,
): (readonly [string, JsonSchema])[] {
  return Object.entries(properties).flatMap(([name, property]) =>
    property.properties === undefined
      ? [[`${path}${name}`, property] as const]
      : leavesOf(`${path}${name}.`, property),
  );
}
