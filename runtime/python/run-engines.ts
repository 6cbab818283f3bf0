import type { ValuationRequest } from '../valuation.ts';
import { PythonEngines } from './python-engines.ts';

/** Those of a run; whoever calls this disposes of them. */
export function pythonEngines(request: ValuationRequest): PythonEngines {
  const { config, platform, credentials, signal } = request;
  const { seed } = config.scenarios;
  return new PythonEngines({ runtime: platform.python, seed, credentials, signal });
}
