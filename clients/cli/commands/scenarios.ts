import { Command } from 'commander';
import path from 'node:path';
import { resultFormats, type ResultFormat } from '../../../contracts/config.ts';
import { LiveCalcError } from '../../../contracts/errors.ts';
import { generateScenarios } from '../../../runtime/generate-scenarios.ts';
import { nodePlatform } from '../../../runtime/node/platform.ts';
import type { CommandContext } from '../command-context.ts';
import { configEngines, loadConfig } from '../load-config.ts';
import { addOverrideOptions, overrideAssignments, type OverrideFlags } from '../overrides.ts';
import { readInputs } from '../read-inputs.ts';
import { formatNumber } from '../text/number-format.ts';
import { writeTableFile } from '../write-table-file.ts';

const help = `
The file has the columns scenario_id, year_1 .. year_n (annual short rates), n
the longest term in the portfolio or --years. {"file": "local://FILE"} as the
"scenarios" of a config reads it back: the result is the same to the last bit.

Examples:
  livecalc scenarios model/ --out scenarios.csv
  livecalc scenarios model/ --scenarios 100 --years 50 --out scenarios.parquet`;

type ScenariosFlags = OverrideFlags & {
  readonly out: string;
  readonly years?: string;
  readonly json?: boolean;
};

/** `livecalc scenarios`: writes the scenarios that a run would generate. */
export function scenariosCommand(context: CommandContext): Command {
  const command = new Command('scenarios')
    .summary('write the scenarios that a run generates')
    .description('Writes the scenarios that a run of this config generates.')
    .argument('<config>', 'a livecalc.config.json or its folder')
    .requiredOption('--out <file>', `its ending says the format: ${resultFormats.join(', ')}`)
    .option('--years <n>', 'years; default: the longest term in the portfolio');
  return addOverrideOptions(command, ['scenarios', 'seed', 'threads', 'set'])
    .option('--json', 'print one JSON object on stdout')
    .addHelpText('after', help)
    .action(async (config: string, flags: ScenariosFlags) => {
      const table = await writeScenarios(config, flags, context);
      const years = table.columns.length - 1;
      const facts = { file: flags.out, scenarioCount: table.length, years };
      const text = `${formatNumber(table.length)} scenarios of ${years} years written to ${flags.out}`;
      context.print(`${flags.json ? JSON.stringify(facts) : text}\n`);
    });
}

async function writeScenarios(
  configPath: string,
  { out, years, ...flags }: ScenariosFlags,
  context: CommandContext,
): ReturnType<typeof generateScenarios> {
  const format = formatOf(out);
  const loaded = await loadConfig(configPath, (folder) => overrideAssignments(flags, folder));
  const { signal } = context;
  const horizonYears =
    years === undefined ? (await readInputs(loaded, signal)).horizonYears : yearCount(years);
  const table = await generateScenarios({
    config: loaded.config,
    horizonYears,
    engines: configEngines(loaded),
    platform: nodePlatform(),
    signal,
  });
  await writeTableFile(out, table, format, context);
  return table;
}

function yearCount(text: string): number {
  const years = Number(text);
  if (Number.isInteger(years) && years >= 1 && years <= 1000) return years;
  const expected = 'a whole number from 1 to 1000';
  const message = `--years is ${text}; expected ${expected}.`;
  throw new LiveCalcError('ARGUMENT_INVALID', message, { found: text, expected });
}

function formatOf(file: string): ResultFormat {
  const ending = path.extname(file).slice(1).toLowerCase();
  const format = resultFormats.find((name) => name === ending);
  if (format !== undefined) return format;
  const expected = resultFormats.map((name) => `.${name}`).join(', ');
  const message = `--out ${file} has an ending that says no format; expected one of ${expected}.`;
  throw new LiveCalcError('ARGUMENT_INVALID', message, { file, found: ending, expected });
}
