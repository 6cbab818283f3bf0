import type { Problem } from '../problem.ts';
import { fileName } from './input-request.ts';
import type { InputRequest } from './input-request.ts';

/** By file in the order of the config, what concerns a whole file first; problems of one row stay as they were found. */
export function inFileOrder(request: InputRequest, problems: readonly Problem[]): Problem[] {
  const files = filesOf(request);
  return problems.toSorted(
    (a, b) => files.indexOf(a.file) - files.indexOf(b.file) || (a.row ?? 0) - (b.row ?? 0),
  );
}

/** The names of all input files. */
function filesOf(request: InputRequest): readonly string[] {
  const { policies, assumptions, scenarios, data } = request.config;
  const { mortality, lapse, expenses, product } = assumptions;
  const references = [
    policies,
    mortality,
    lapse,
    expenses,
    product,
    'file' in scenarios ? scenarios.file : undefined,
    scenarios.base,
    ...Object.values(data),
  ];
  return references
    .filter((reference) => reference !== undefined)
    .map((reference) => fileName(request, reference));
}
