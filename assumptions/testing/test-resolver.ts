/** A resolver that waits for nothing, writes down what it warns of, and keeps its cache in a folder of the test. */
import { AssumptionResolver } from '../resolve/assumption-resolver.ts';
import type { OpenManagerOptions } from '../credentials/open-manager.ts';
import { temporaryFolder } from './test-manager.ts';

export interface TestResolver {
  readonly resolver: AssumptionResolver;
  readonly warnings: readonly string[];
  /** Between attempts, milliseconds. */
  readonly pauses: readonly number[];
  readonly cacheFolder: string;
  /** Resolves one reference as a model in `folder` would. */
  readonly resolve: (reference: string) => ReturnType<AssumptionResolver['resolve']>;
}

export function testResolver(
  env: Readonly<Record<string, string>>,
  change: Partial<OpenManagerOptions> = {},
): TestResolver {
  const warnings: string[] = [];
  const pauses: number[] = [];
  const cacheFolder = env['LIVECALC_AM_CACHE_DIR'] ?? temporaryFolder('livecalc-cache-');
  const resolver = new AssumptionResolver({
    env: { LIVECALC_AM_CACHE_DIR: cacheFolder, ...env },
    ask: null,
    warn: (text) => warnings.push(text),
    signal: new AbortController().signal,
    ...change,
    connection: {
      timeoutMs: 1000,
      pause: (ms) => Promise.resolve(void pauses.push(ms)),
      random: () => 0,
      ...change.connection,
    },
  });
  const folder = temporaryFolder('livecalc-model-');
  const resolve = (reference: string): ReturnType<AssumptionResolver['resolve']> =>
    resolver.resolve([reference], { folder }, []);
  return { resolver, warnings, pauses, cacheFolder, resolve };
}
