/** Scenarios and curves read by themselves, without the rest of a run's inputs. */
import { problemError } from '../problem.ts';
import { readCurve, type Curve } from './curve-file.ts';
import type { FileRequest } from './input-request.ts';
import { ProblemList } from './problem-list.ts';
import { readScenarios, type FileScenarios, type ScenarioFile } from './scenario-file.ts';

/** Throws the first problem as a LiveCalcError, as `loadInputs` does; CANCELLED. */
export function loadScenarios(
  request: FileRequest,
  scenarios: FileScenarios,
): Promise<ScenarioFile> {
  return withoutProblems((problems) => readScenarios(request, scenarios, problems));
}

/** Throws the first problem as a LiveCalcError, as `loadInputs` does; CANCELLED. */
export function loadCurve(request: FileRequest, reference: string): Promise<Curve> {
  return withoutProblems((problems) => readCurve(request, reference, problems));
}

async function withoutProblems<T>(read: (problems: ProblemList) => Promise<T | null>): Promise<T> {
  const problems = new ProblemList(1);
  const value = await read(problems);
  const [first] = problems.kept;
  if (first !== undefined) throw problemError(first, problems.count - 1);
  return value as T;
}
