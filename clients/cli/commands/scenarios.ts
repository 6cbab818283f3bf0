import { Command, Option } from 'commander';
import path from 'node:path';
import { resultFormats, type ResultFormat } from '../../../contracts/config.ts';
import { LiveCalcError } from '../../../contracts/errors.ts';
import { generateScenarios } from '../../../runtime/generate-scenarios.ts';
import { nodePlatform } from '../../../runtime/node/platform.ts';
import { checkAgainstCurve } from '../check-against-curve.ts';
import type { CommandContext } from '../command-context.ts';
import type { LoadedConfig } from '../../../model/load-config.ts';
import { loadModel } from '../load-model.ts';
import { modelEngines } from '../../../model/model-engines.ts';
import { addOverrideOptions, type OverrideFlags } from '../overrides.ts';
import { readInputs } from '../../../model/model-inputs.ts';
import { curveCheckText } from '../text/discount-factor-text.ts';
import { formatNumber } from '../text/number-format.ts';
import { writeTableFile } from '../write-table-file.ts';

const help = `
--out writes a file with the columns scenario_id, year_1 .. year_n (annual short
rates), n the longest term in the portfolio or --years. As the "scenarios" of a
config, {"file": "local://FILE"} reads it back: the result is the same to the
last bit.

--check compares the mean discount factors of the scenarios, generated or from
a file, with those of a curve (year, rate or discount_factor): risk-neutral
scenarios must meet it but for sampling error.

Examples:
  livecalc scenarios model/ --out scenarios.csv
  livecalc scenarios model/ --scenarios 100 --years 50 --out scenarios.parquet
  livecalc scenarios model/ --check curve.csv`;

type ScenariosFlags = OverrideFlags & {
  readonly out?: string;
  readonly check?: string;
  readonly years?: string;
  readonly json?: boolean;
};

/** `livecalc scenarios`: writes the scenarios that a run would generate, or checks those it uses. */
export function scenariosCommand(context: CommandContext): Command {
  const command = new Command('scenarios')
    .summary('write the scenarios that a run generates, or check them')
    .description('Writes the scenarios of a run, or checks them against a curve.')
    .argument('<config>', 'a livecalc.config.json, its folder, or a DAG file')
    .option('--out <file>', `its ending says the format: ${resultFormats.join(', ')}`)
    .addOption(new Option('--check <curve>', 'print the martingale test').conflicts('out'))
    .option('--years <n>', 'default: the portfolio’s longest term, or the curve’s last');
  return addOverrideOptions(command, ['scenarios', 'seed', 'threads', 'set'])
    .option('--json', 'print one JSON object on stdout')
    .addHelpText('after', help)
    .action(async (config: string, { out, check, years, json, ...overrides }: ScenariosFlags) => {
      const yearCount = years === undefined ? null : parsedYears(years);
      const target = out === undefined ? null : { out, format: formatOf(out) };
      const loaded = await loadModel(config, overrides, context);
      let said: Said;
      if (check !== undefined) said = await compare(loaded, check, yearCount, context);
      else if (target !== null) said = await write(loaded, target, yearCount, context);
      else throw nothingAsked();
      context.print(`${json ? JSON.stringify(said.facts) : said.text}\n`);
    });
}

/** What a command says, with --json and without. */
interface Said {
  readonly facts: object;
  readonly text: string;
}

async function compare(
  loaded: LoadedConfig,
  curveFile: string,
  years: number | null,
  { signal }: CommandContext,
): Promise<Said> {
  const facts = await checkAgainstCurve(loaded, curveFile, years, signal);
  return { facts, text: curveCheckText(facts) };
}

async function write(
  loaded: LoadedConfig,
  { out, format }: { readonly out: string; readonly format: ResultFormat },
  years: number | null,
  context: CommandContext,
): Promise<Said> {
  const { signal } = context;
  const horizonYears = years ?? (await readInputs(loaded, signal)).horizonYears;
  const table = await generateScenarios({
    config: loaded.config,
    horizonYears,
    engines: modelEngines(loaded),
    platform: nodePlatform(),
    signal,
  });
  await writeTableFile(out, table, format, context);
  return {
    facts: { file: out, scenarioCount: table.length, years: horizonYears },
    text: `${formatNumber(table.length)} scenarios of ${horizonYears} years written to ${out}`,
  };
}

function nothingAsked(): LiveCalcError {
  const expected = '--out FILE to write the scenarios, or --check CURVE to check them';
  const message = `There is nothing to do; expected ${expected}.`;
  return new LiveCalcError('ARGUMENT_INVALID', message, { expected });
}

function parsedYears(text: string): number {
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
