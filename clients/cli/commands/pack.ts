import { Command, Option } from 'commander';
import { loadModel } from '../load-model.ts';
import type { PackOptions } from '../../../model/package/pack-model.ts';
import type { CommandContext } from '../command-context.ts';
import { addOverrideOptions, type OverrideFlags } from '../overrides.ts';
import { packFile, type PackedFile } from '../package/pack-file.ts';
import { formatNumber } from '../text/number-format.ts';

const help = `
A package holds the config and every file that it names, with their SHA-256: all
that a worker needs. Packed again, the same model gives the same bytes. Flags go
into the packed config. With --policies by-hash the portfolio stays outside: who
values the package must have it, and finds it by its hash.

Examples:
  livecalc pack examples/term-life -o term-life.lcpkg
  livecalc pack model/ -o what-if.lcpkg --set projection.lapseMultiplier=1.2
  livecalc pack model/ -o model.lcpkg --policies by-hash`;

interface PackFlags extends Omit<OverrideFlags, 'policies' | 'out'> {
  readonly out: string;
  readonly policies: PackOptions['policies'];
  readonly json?: boolean;
}

/** `livecalc pack`: writes a model as one file. */
export function packCommand(context: CommandContext): Command {
  const command = new Command('pack')
    .summary('pack a model into one file')
    .description('Packs a config and every file that it names into one file, with their hashes.')
    .argument('<config>', 'a livecalc.config.json, its folder, or a DAG file')
    .requiredOption('-o, --out <file>', 'the package; one that is there is replaced when done')
    .addOption(
      new Option('--policies <how>', 'whether the portfolio is in it')
        .choices(['included', 'by-hash'])
        .default('included'),
    );
  return addOverrideOptions(command, ['scenarios', 'seed', 'tables', 'set'])
    .option('--json', 'print one JSON object on stdout')
    .addHelpText('after', help)
    .action(async (config: string, { out, policies, json, ...flags }: PackFlags) => {
      const loaded = await loadModel(config, flags, context);
      const packed = await packFile(loaded, out, policies, context);
      context.print(`${json ? JSON.stringify(packed) : packedText(packed)}\n`);
    });
}

function packedText({ file, sha256, sizeBytes, manifest }: PackedFile): string {
  const leftOut = manifest.assets.filter(({ included }) => !included);
  return [
    `${file}: ${formatNumber(sizeBytes)} bytes`,
    `  sha256  ${sha256}`,
    ...leftOut.map(({ path, sha256: hash }) => `  without ${path}, which is known by ${hash}`),
  ].join('\n');
}
