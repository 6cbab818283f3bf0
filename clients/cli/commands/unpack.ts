import { Command } from 'commander';
import { openPackage } from '../../../model/package/open-package.ts';
import type { PackageManifest } from '../../../contracts/package-manifest.ts';
import type { CommandContext } from '../command-context.ts';
import { givenFiles } from '../package/given-files.ts';
import { unpackFiles } from '../package/unpack-files.ts';
import { checkUnpackable } from '../package/unpack-target.ts';
import { formatNumber } from '../text/number-format.ts';
import { folderTarget } from '../whole-folder/folder-target.ts';
import { writeWholeFolder } from '../whole-folder/write-whole-folder.ts';

const help = `
Every file is checked against its SHA-256 in the manifest. The folder appears
whole or not at all; one that is there is replaced only where it is an unpacked
package in which nothing was changed. It is a model: livecalc run DIR values it.
--with gives a file that the package knows by its hash alone.

Examples:
  livecalc unpack model.lcpkg -o model/
  livecalc unpack model.lcpkg -o model/ --with policies.parquet`;

const howToGive = 'Give each with --with FILE, or pack the model with its policies.';

interface UnpackFlags {
  readonly out: string;
  readonly with: readonly string[];
  readonly json?: boolean;
}

/** `livecalc unpack`: makes a folder of a package, checked. */
export function unpackCommand(context: CommandContext): Command {
  return new Command('unpack')
    .summary('check a package and make a folder of it')
    .description('Checks every file of a package and writes them as a folder.')
    .argument('<package>', 'a .lcpkg')
    .requiredOption('-o, --out <dir>', 'the folder to write')
    .option('--with <file>', 'a file that the package leaves out; repeatable', collect, [])
    .option('--json', 'print one JSON object on stdout')
    .addHelpText('after', help)
    .action(async (file: string, { out, json, ...flags }: UnpackFlags) => {
      const manifest = await unpack(file, out, flags.with, context);
      const { assets } = manifest;
      const sizeBytes = assets.reduce((sum, asset) => sum + asset.sizeBytes, 0);
      const text = `${out}: ${formatNumber(assets.length)} files with ${formatNumber(sizeBytes)} bytes, as the manifest says`;
      context.print(`${json ? JSON.stringify({ folder: out, manifest }) : text}\n`);
    });
}

function collect(value: string, previous: readonly string[]): readonly string[] {
  return [...previous, value];
}

async function unpack(
  file: string,
  out: string,
  withFiles: readonly string[],
  context: CommandContext,
): Promise<PackageManifest> {
  const { signal } = context;
  await using opened = await openPackage(file);
  const given = await givenFiles(withFiles, signal);
  const folder = await folderTarget(out, [file, ...withFiles]);
  const target = { folder, checkReplaceable: checkUnpackable };
  await writeWholeFolder(target, context, async (temporary) => {
    await unpackFiles(temporary, { opened, name: file, given, howToGive, signal });
  });
  return opened.manifest;
}
