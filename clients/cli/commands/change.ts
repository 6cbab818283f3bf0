import { Command } from 'commander';
import { LiveCalcError } from '../../../contracts/errors.ts';
import { meantHint } from '../../../contracts/nearest.ts';
import { areaNames, areas, type Area } from '../change/area.ts';
import { changeObject, changeText } from '../change/change-text.ts';
import { parseMeasures } from '../change/measure.ts';
import { measuredConfigs } from '../change/measured-config.ts';
import { modelChange, type ModelChange } from '../change/model-change.ts';
import { StepValuer } from '../change/step-valuer.ts';
import { twoModels } from '../change/two-models.ts';
import { walkModels } from '../change/walk.ts';
import type { CommandContext } from '../command-context.ts';
import { addOverrideOptions, type OverrideFlags } from '../overrides.ts';
import { openModel } from '../package/open-model.ts';
import { writeWholeFile } from '../write-whole-file.ts';
import { alignRows } from '../text/lines.ts';

const help = `
Walks from model A to model B one area at a time and values every stop, so the
effects add up to the difference of the two, with nothing left over. What an
effect is depends on what was changed before it: --order says the order. Areas in
which the models are alike are skipped. An area that cannot be changed by itself
(a new portfolio that needs the new table) is changed with the next one.

Areas, in the order of the walk:
${alignRows(Object.entries(areas)).join('\n')}

Flags that stand for a key of the config set it in both models.

Examples:
  livecalc change 2024-q3/ 2024-q4/
  livecalc change signed-off.lcpkg model/ --measure mean,cte95,p5
  livecalc change 2024-q3/ 2024-q4/ --order economics,data
  livecalc change 2024-q3/ 2024-q4/ --report change.html`;

interface ChangeFlags extends OverrideFlags {
  readonly measure: string;
  readonly order?: string;
  readonly report?: string;
  readonly json?: boolean;
}

/** `livecalc change`: the effect of each difference between two models. */
export function changeCommand(context: CommandContext): Command {
  const command = new Command('change')
    .summary('explain the change between two models step by step')
    .description('Values the way from one model to another; prints the effect of each step.')
    .argument('<a>', 'a livecalc.config.json, its folder, a DAG file, or a .lcpkg')
    .argument('<b>', 'the model that it became')
    .option('--measure <names>', 'mean, cte95, p5, stdDev, min, max, base: those wanted', 'mean')
    .option('--order <areas>', 'areas that are changed first, in this order');
  return addOverrideOptions(command, ['scenarios', 'seed', 'threads', 'set'])
    .option('--report <file>', 'write it as one HTML page too, with a waterfall')
    .option('--json', 'print one JSON object on stdout')
    .addHelpText('after', help)
    .action(async (a: string, b: string, flags: ChangeFlags) => {
      const measures = parseMeasures(flags.measure);
      const order = parseOrder(flags.order);
      await using first = await openModel(a, flags, context);
      await using second = await openModel(b, flags, context);
      const names = { a: first.loaded.file, b: second.loaded.file };
      const both = await twoModels(first.loaded, second.loaded);
      const [from, to] = measuredConfigs(both.a, both.b, measures);
      using valuer = new StepValuer(both.model, context);
      const walk = await walkModels(from, to, order, (config) => valuer.value(config));
      const change = modelChange(names, walk, measures);
      if (flags.report !== undefined) await writePage(flags.report, change, context);
      const text = flags.json ? JSON.stringify(changeObject(change)) : changeText(change);
      context.print(`${text}\n`);
    });
}

async function writePage(
  file: string,
  change: ModelChange,
  context: CommandContext,
): Promise<void> {
  // Only a page draws, so only a page pays for loading this.
  const { changePage } = await import('../change/change-page.ts');
  const page = new TextEncoder().encode(await changePage(change));
  await writeWholeFile(file, context, (sink) => sink.write(page));
}

/** Areas that are named, then the others in their usual order. Throws ARGUMENT_INVALID. */
function parseOrder(text: string | undefined): readonly Area[] {
  if (text === undefined) return areaNames;
  const named = text.split(',').map((name) => {
    const area = areaNames.find((one) => one === name.trim());
    if (area !== undefined) return area;
    const message = `--order has "${name}", which is no area.${meantHint(name, areaNames)} They are: ${areaNames.join(', ')}.`;
    throw new LiveCalcError('ARGUMENT_INVALID', message, { found: name });
  });
  return [...new Set([...named, ...areaNames])];
}
