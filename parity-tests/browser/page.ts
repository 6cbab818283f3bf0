/** What the test page runs: the example, with nothing but what a browser has. */
import { parseConfig } from '../../contracts/parse-config.ts';
import type { RunResult } from '../../contracts/run-result.ts';
import { urlEngines } from '../../engines-wasm/browser/engine-urls.ts';
import { browserPlatform } from '../../runtime/browser/platform.ts';
import { runValuation } from '../../runtime/run-valuation.ts';
import { memorySource, type ByteSource } from '../../tables/byte-source.ts';
import { loadInputs } from '../../tables/inputs/load-inputs.ts';

declare global {
  /** Called by the test. */
  var valueExample: (threads: number) => Promise<RunResult>;
}

globalThis.valueExample = async (threads) => {
  const model = new URL('/examples/term-life/', location.href);
  const text = await (await fetch(new URL('livecalc.config.json', model))).text();
  const parsed = parseConfig(text, 'livecalc.config.json');
  const config = { ...parsed, execution: { ...parsed.execution, threads } };
  const platform = await browserPlatform('/thread-entry.js');
  const open = async (reference: string): Promise<ByteSource> => {
    const file = reference.replace('local://', '');
    const response = await fetch(new URL(file, model));
    return memorySource(file, new Uint8Array(await response.arrayBuffer()));
  };
  const inputs = await loadInputs({
    config,
    open,
    createSha256: platform.createSha256,
    carryColumns: true,
  });
  const names = ['scenarios', 'compress', 'projection'];
  const engines = urlEngines(new URL('/engines/', location.href), names);
  const { result } = await runValuation({ config, inputs, engines, platform });
  return result;
};
