import { Command } from 'commander';
import type { EngineInfo } from '../../../contracts/engine-info.ts';
import { nodeEngines } from '../../../engines-wasm/node/engine-files.ts';
import type { EngineSource } from '../../../engines-wasm/engine-source.ts';
import { nodePlatform } from '../../../runtime/node/platform.ts';
import { loadEngine } from '../../../runtime/pipeline/load-engines.ts';
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
  /** As a node of a pipeline names it. */
  readonly engine: string;
  readonly type: string;
  readonly sha256: string;
}

async function listEngines(source: EngineSource, signal: AbortSignal): Promise<ListedEngine[]> {
  const { createSha256, python } = nodePlatform();
  const listed: ListedEngine[] = [];
  for (const name of source.names().toSorted()) {
    signal.throwIfAborted();
    const { info, sha256 } = await loadEngine(name, source, createSha256);
    listed.push(listedEngine(`wasm://${name}`, info, sha256));
  }
  // Without an interpreter they cannot be asked what they are, nor be run.
  if (python === null) return listed;
  for (const name of source.pythonNames().toSorted()) {
    signal.throwIfAborted();
    await using interpreter = await python.take();
    const module = await source.python(name);
    listed.push(listedEngine(`python://${name}`, await interpreter.open(module), module.sha256));
  }
  return listed;
}

function listedEngine(engine: string, info: EngineInfo, sha256: string): ListedEngine {
  const { name, version, engine_type: type, description, parameters } = info;
  return { engine, name, version, type, sha256, description, parameters };
}

function engineText(engine: ListedEngine): string {
  const isPython = engine.engine.startsWith('python://');
  return [
    `${engine.name} ${engine.version} (${engine.type}${isPython ? ', Python' : ''})`,
    ...(engine.description === '' ? [] : [wrapWords(`  ${engine.description}`, '  ')]),
    `  sha256 ${engine.sha256}`,
    ...parameterLines(engine.parameters),
  ].join('\n');
}
