import type { ValuationRequest } from '../valuation.ts';
import { PythonEngines } from './python-engines.ts';

/** Those of a run; whoever calls this disposes of them. */
export function pythonEngines({ config, platform, credentials }: ValuationRequest): PythonEngines {
  return new PythonEngines({ runtime: platform.python, seed: config.scenarios.seed, credentials });
}
