import type { RunInputs } from '../../contracts/run-inputs.ts';
import { problemError } from '../problem.ts';
import type { Problem } from '../problem.ts';
import type { InputRequest } from './input-request.ts';
import { ProblemList } from './problem-list.ts';
import { readInputs } from './read-inputs.ts';

export type { InputRequest } from './input-request.ts';

/**
 * Reads a run's inputs and validates all of them.
 *
 * Blocks (docs/engine-abi.md): `policies` by row, with age, gender (0 male, 1 female), term,
 * policy_count, sum_assured, premium, end_year and mortality_start, then numeric carried columns;
 * `assumptions` with mortality [cells], lapse [horizonYears], expenses [1, 4] (acquisition,
 * maintenance, percent, claim), class_lapse_start and class_first_year [1]; `scenarios` with rate [scenario, horizonYears], `base` with rate [1, horizonYears].
 *
 * Throws the first problem as a LiveCalcError whose `details.furtherProblems` counts the others;
 * CANCELLED.
 */
export async function loadInputs(request: InputRequest): Promise<RunInputs> {
  const problems = new ProblemList(1);
  const inputs = await readInputs(request, problems);
  if (inputs !== null) return inputs;
  throw problemError(problems.kept[0] as Problem, problems.count - 1);
}
