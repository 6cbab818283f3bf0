/** What an engine's description may not say, although its form allows it. */
import type { EngineInfo, EngineOutputColumn } from './engine-info.ts';

type Condition = NonNullable<EngineOutputColumn['when']>;

/** What a column that depends on the run says of itself. */
interface Dependent {
  readonly for?: readonly string[] | undefined;
  readonly when?: Condition | undefined;
}

/** A sentence for each thing that the form allows and that has no meaning. */
export function meaningless(info: EngineInfo): string[] {
  return [
    ...declaredTwice(info).map((name) => `the ${name} is declared twice`),
    ...(info.stages.some(({ name }) => name === 'finalize')
      ? ['a map stage may not be called finalize']
      : []),
    ...info.outputs.flatMap((block) => meaninglessBlock(info, block)),
    ...info.scratch.flatMap((column) => [
      ...meaninglessFor(info, `scratch ${column.name}`, column),
      ...meaninglessWhen(info, `scratch ${column.name}`, column),
    ]),
    ...meaninglessMethod(info),
  ];
}

function declaredTwice(info: EngineInfo): string[] {
  const blocks = (kind: string, list: EngineInfo['inputs'] | EngineInfo['outputs']): string[] =>
    list.flatMap(({ name, columns }) => [
      `${kind} ${name}`,
      ...columns.map((column) => `${kind} ${name}.${column.name}`),
    ]);
  const names = [
    ...info.stages.map(({ name }) => `stage ${name}`),
    ...blocks('input', info.inputs),
    ...blocks('output', info.outputs),
    ...info.scratch.map(({ name }) => `scratch ${name}`),
  ];
  return names.filter((name, index) => names.indexOf(name) !== index);
}

function meaninglessBlock(
  info: EngineInfo,
  { name, internal, columns }: EngineInfo['outputs'][number],
): string[] {
  const isBare = !internal && columns.every((column) => column.for !== undefined);
  return [
    ...(isBare ? [`every column of output ${name} is computed only for other blocks`] : []),
    ...columns.flatMap((column) => [
      ...(internal && column.optional
        ? [
            `${name}.${column.name} is optional, and nobody can ask for a column of an internal block`,
          ]
        : []),
      ...meaninglessFor(info, `${name}.${column.name}`, column),
      ...meaninglessWhen(info, `${name}.${column.name}`, column),
      ...meaninglessStage(info, `${name}.${column.name}`, column),
    ]),
  ];
}

function meaninglessFor(info: EngineInfo, name: string, column: Dependent): string[] {
  const named = info.outputs.filter(({ internal }) => !internal);
  const wantable = new Set(
    named.flatMap((block) => [
      block.name,
      ...block.columns.map((other) => `${block.name}.${other.name}`),
    ]),
  );
  return (column.for ?? [])
    .filter((wanted) => !wantable.has(wanted))
    .map((wanted) => `${name} is for "${wanted}", which is no output block and no column of one`);
}

function meaninglessWhen(info: EngineInfo, name: string, { when = {} }: Dependent): string[] {
  return Object.entries(when).flatMap(([path, values]) => {
    const parameter = parameterAt(info, path);
    if (parameter === null || parameter.properties) {
      return [`${name} has a condition on "${path}", which is no parameter`];
    }
    const never = values.filter((value) => parameter.enum?.includes(value) === false);
    return never.map((value) => `${name} waits for ${path} = ${value}, which is never so`);
  });
}

function meaninglessStage(info: EngineInfo, name: string, column: EngineOutputColumn): string[] {
  if (column.stage === 'finalize') {
    return column.combine === undefined
      ? []
      : [`${name} comes from finalize, where nothing is combined`];
  }
  const over = info.stages.find((stage) => stage.name === column.stage)?.over;
  if (over === undefined) return [`${name} has the stage "${column.stage}", which is not declared`];
  if (column.combine === undefined) return [`${name} must say combine: sum or concat`];
  if (column.combine === 'sum' || over === 'none') return [];
  const own = over === 'row' ? ['row', 'member'] : ['scenario', 'tile'];
  return own.includes(String(column.axes[0]))
    ? []
    : [`${name} is concatenated, so its first axis must be ${own.join(' or ')}`];
}

function meaninglessMethod({ method, ...info }: EngineInfo): string[] {
  if (method === undefined || typeof method === 'string') return [];
  const parameter = parameterAt(info, method.parameter);
  if (parameter === null) return [`the method depends on "${method.parameter}", no parameter`];
  const unnamed = (parameter.enum ?? []).filter((value) => !(String(value) in method.names));
  return unnamed.map((value) => `the method has no name where ${method.parameter} is ${value}`);
}

interface Parameter {
  readonly enum?: readonly (string | number | boolean)[];
  readonly properties?: Readonly<Record<string, Parameter>>;
}

/** The schema of a parameter, `a.b` for a nested one; null where there is none. */
function parameterAt(info: Pick<EngineInfo, 'parameters'>, path: string): Parameter | null {
  let schema: Parameter | undefined = info.parameters as Parameter;
  for (const name of path.split('.')) schema = schema?.properties?.[name];
  return schema ?? null;
}
