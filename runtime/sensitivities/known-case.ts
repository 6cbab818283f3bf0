/** Sensitivities with what they are valued on, read before anything is valued. */
import { LiveCalcError } from '../../contracts/errors.ts';
import type { RunInputs } from '../../contracts/run-inputs.ts';
import type { SensitivityCase } from '../../contracts/sensitivity-config.ts';
import type { ValuationRequest } from '../valuation.ts';

export interface KnownCase extends SensitivityCase {
  readonly inputs: RunInputs;
}

/** Throws what reading the inputs throws, named by the sensitivity. */
export async function loadCases(
  { loadInputs }: ValuationRequest,
  cases: readonly SensitivityCase[],
): Promise<readonly KnownCase[]> {
  const known: KnownCase[] = [];
  for (const one of cases) {
    if (loadInputs === undefined) {
      throw new LiveCalcError('INTERNAL', 'Sensitivities need a way to load their inputs.');
    }
    known.push({ ...one, inputs: await namedBy(one, () => loadInputs(one.config)) });
  }
  return known;
}

/** What the action throws, with the sensitivity's name before its message. */
export async function namedBy<T>(
  { sensitivity }: SensitivityCase,
  action: () => Promise<T>,
): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (!(error instanceof LiveCalcError) || error.code === 'CANCELLED') throw error;
    const message = `Sensitivity "${sensitivity.name}": ${error.message}`;
    throw new LiveCalcError(error.code, message, error.details, error);
  }
}
