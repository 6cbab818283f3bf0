import { Command } from 'commander';
import type { EngineInfo } from '../../../contracts/engine-info.ts';
import { inspectEngine } from '../../../engines-wasm/inspect-engine.ts';
import { nodeEngines } from '../../../engines-wasm/node/engine-files.ts';
import type { EngineSource } from '../../../engines-wasm/engine-source.ts';
import { nodePlatform } from '../../../runtime/node/platform.ts';
import type { CommandContext } from '../command-context.ts';
import { loadConfig } from '../../../model/load-config.ts';
import { modelEngines } from '../../../model/model-engines.ts';
import { wrapWords } from '../text/lines.ts';
import { parameterLines } from '../text/parameter-lines.ts';

const help = `
Examples:
  livecalc engines
  livecalc engines model/     built-in engines and those the model brings
  livecalc engines --json`;

/** `livecalc engines`: lists engines with version, parameters and sha256. */
export function enginesCommand({ signal, print }: CommandContext): Command {
  return new Command('engines')
    .summary('list engines with parameters, version and sha256')
    .description('Lists the engines with their version, type, parameters and sha256.')
    .argument('[config]', 'list the engines of this model too')
    .option('--json', 'print one JSON object on stdout')
    .addHelpText('after', help)
    .action(async (config: string | undefined, { json }: { json?: boolean }) => {
      const source =
        config === undefined
          ? nodeEngines({})
          : modelEngines(await loadConfig(config, undefined, undefined, null));
      const engines = await listEngines(source, signal);
      const text = json ? JSON.stringify({ engines }) : engines.map(engineText).join('\n\n');
      print(`${text}\n`);
    });
}

interface ListedEngine extends Pick<EngineInfo, 'name' | 'version' | 'description' | 'parameters'> {
  readonly type: string;
  readonly sha256: string;
}

async function listEngines(source: EngineSource, signal: AbortSignal): Promise<ListedEngine[]> {
  const listed: ListedEngine[] = [];
  for (const name of source.names().toSorted()) {
    signal.throwIfAborted();
    const bytes = await source.load(name);
    const { info } = await inspectEngine(name, bytes);
    const hash = nodePlatform().createSha256();
    hash.update(bytes);
    const { version, description, parameters } = info;
    const sha256 = hash.digest();
    listed.push({ name, version, type: info.engine_type, sha256, description, parameters });
  }
  return listed;
}

function engineText(engine: ListedEngine): string {
  return [
    `${engine.name} ${engine.version} (${engine.type})`,
    ...(engine.description === '' ? [] : [wrapWords(`  ${engine.description}`, '  ')]),
    `  sha256 ${engine.sha256}`,
    ...parameterLines(engine.parameters),
  ].join('\n');
}
