import type { RunInputs } from '../../contracts/run-inputs.ts';
import type { InputRequest } from './input-request.ts';
import { InputSession } from './input-session.ts';

export type { InputRequest } from './input-request.ts';

/** Reads a run's inputs once. docs/inputs.md says what they are, docs/engine-abi.md what becomes of them. Throws as `InputSession.load` does. */
export function loadInputs({ config, ...request }: InputRequest): Promise<RunInputs> {
  return new InputSession(request).load(config);
}
