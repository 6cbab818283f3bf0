import { Command } from 'commander';
import { engineMismatches } from '../../../model/engine-pins.ts';
import { openPackage, type OpenPackage } from '../../../model/package/open-package.ts';
import { throwIfCancelled } from '../../../tables/cancellation.ts';
import type { CommandContext } from '../command-context.ts';
import { packageText } from '../text/package-text.ts';

const help = `
Every file in the package is read and checked against the manifest; nothing is
written or valued. Engines are compared with those that are built in here.

Examples:
  livecalc inspect model.lcpkg
  livecalc inspect model.lcpkg --json`;

/** `livecalc inspect`: shows what is in a package, checked. */
export function inspectCommand({ signal, print }: CommandContext): Command {
  return new Command('inspect')
    .summary('check a package and show what is in it')
    .description('Checks every file of a package against its manifest and shows both.')
    .argument('<package>', 'a .lcpkg')
    .option('--json', 'print one JSON object on stdout')
    .addHelpText('after', help)
    .action(async (file: string, { json }: { json?: boolean }) => {
      await using opened = await openPackage(file);
      await readAll(opened, signal);
      const { manifest } = opened;
      const mismatches = await engineMismatches(manifest.engines);
      const inspected = { package: file, verified: true, manifest, mismatches };
      print(`${json ? JSON.stringify(inspected) : packageText(file, inspected)}\n`);
    });
}

/** Throws where an included file is not what the manifest says. */
async function readAll(opened: OpenPackage, signal: AbortSignal): Promise<void> {
  for (const asset of opened.manifest.assets.filter(({ included }) => included)) {
    for await (const _ of opened.read(asset)) throwIfCancelled(signal);
  }
}
