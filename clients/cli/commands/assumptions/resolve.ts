import { Command } from 'commander';
import { pinnedReference } from '../../../../contracts/assumption-pin.ts';
import type { CommandContext } from '../../command-context.ts';
import { loadModel } from '../../load-model.ts';
import { addOverrideOptions, type OverrideFlags } from '../../overrides.ts';
import { alignRows } from '../../text/lines.ts';

/** `livecalc assumptions resolve`: which versions a run would use. */
export function resolveCommand(context: CommandContext): Command {
  const command = new Command('resolve')
    .summary('say which versions a configuration stands for now')
    .description(
      'Resolves the assumptions of a configuration as a run would, and fetches their tables.',
    )
    .argument('<config>', 'a livecalc.config.json, its folder, or a DAG file');
  return addOverrideOptions(command, ['set'])
    .option('--json', 'print one JSON object on stdout')
    .action(async (config: string, { json, ...flags }: OverrideFlags & { json?: boolean }) => {
      const loaded = await loadModel(config, flags, context);
      const assumptions = loaded.config.pins ?? [];
      const rows = assumptions.map((pin) => [
        pinnedReference(pin),
        pin.version,
        pin.status,
        pin.sha256,
      ]);
      const text =
        rows.length === 0
          ? `${loaded.file} names no assumption of a manager.`
          : alignRows([['reference', 'version', 'status', 'sha256'], ...rows]).join('\n');
      context.print(`${json ? JSON.stringify({ assumptions }) : text}\n`);
    });
}
