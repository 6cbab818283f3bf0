/** The flags that stand for a key of the configuration: each is short for --set KEY=VALUE. */
import { Option, type Command } from 'commander';
import path from 'node:path';
import { resultFormats } from '../../contracts/config.ts';
import { localReference } from '../../model/load-config.ts';

/** What commander collects from the flags of `addOverrideOptions`. */
export interface OverrideFlags {
  readonly policies?: string;
  readonly scenarios?: string;
  readonly seed?: string;
  readonly threads?: string;
  readonly tables?: string;
  readonly out?: string;
  readonly format?: string;
  readonly set?: readonly string[];
}

const collect = (value: string, previous: readonly string[] = []): readonly string[] => [
  ...previous,
  value,
];

const options = {
  policies: () => new Option('--policies <file>', 'value this portfolio instead of the config’s'),
  scenarios: () => new Option('--scenarios <n>', 'number of generated scenarios'),
  seed: () => new Option('--seed <n>', 'seed of the generated scenarios'),
  threads: () => new Option('--threads <n>', 'threads to use; the result does not depend on it'),
  tables: () => new Option('--tables <names>', 'scenarios,cash_flows,policies: those wanted'),
  out: () => new Option('--out <dir>', 'result folder; one that is there is replaced when done'),
  format: () => new Option('--format <format>', 'of the table files').choices(resultFormats),
  set: () =>
    new Option('--set <a.b=x>', 'set any key of the config; repeatable').argParser(collect),
} as const;

/** Adds the named flags to a command. */
export function addOverrideOptions(
  command: Command,
  names: readonly (keyof typeof options)[],
): Command {
  for (const name of names) command.addOption(options[name]());
  return command;
}

/** The flags as assignments for `applyOverrides`; --set comes last and wins. */
export function overrideAssignments(flags: OverrideFlags, folder: string): readonly string[] {
  const assignments: string[] = [];
  const assign = (key: string, value: string | undefined): void => {
    if (value !== undefined) assignments.push(`${key}=${value}`);
  };
  const { policies, tables, out } = flags;
  assign('policies', policies === undefined ? undefined : localReference(policies, folder));
  assign('scenarios.count', flags.scenarios);
  assign('scenarios.seed', flags.seed);
  assign('execution.threads', flags.threads);
  assign('output.tables', tables === undefined ? undefined : JSON.stringify(tableNames(tables)));
  assign('output.dir', out === undefined ? undefined : JSON.stringify(path.resolve(out)));
  assign('output.format', flags.format);
  return [...assignments, ...(flags.set ?? [])];
}

function tableNames(tables: string): readonly string[] {
  return tables.split(',').map((name) => name.trim());
}

/** The flags' values that are paths of inputs, as they were typed. */
export function typedPaths({ policies }: OverrideFlags): readonly string[] {
  return policies === undefined ? [] : [policies];
}
