/** Inputs read again and again: for a run's sensitivities, or while someone edits its files. */
import type { RunConfig } from '../../contracts/config.ts';
import type { RunInputs } from '../../contracts/run-inputs.ts';
import { problemError } from '../problem.ts';
import type { Problem } from '../problem.ts';
import { inFileOrder } from './file-order.ts';
import type { InputRequest } from './input-request.ts';
import { Memo } from './memo.ts';
import { ProblemList } from './problem-list.ts';
import { readInputs } from './read-inputs.ts';

/** What all loads of a session have in common. */
export type SessionRequest = Omit<InputRequest, 'config'>;

/** What one load may say otherwise than the session. */
export type LoadOptions = Partial<Pick<InputRequest, 'carryColumns' | 'signal'>>;

/**
 * Reads and makes nothing twice. Each step depends on files and on a few keys of the config; where
 * these are the same as in one of the last loads, the step's result is the same object. So a change
 * of a multiplier leaves `policies` and `scenarios` of the inputs the very blocks they were.
 */
export class InputSession {
  readonly #request: SessionRequest;
  readonly #memo = new Memo();
  /** By reference: how often it was forgotten. */
  readonly #versions = new Map<string, number>();
  readonly #read = new Set<string>();

  constructor(request: SessionRequest) {
    this.#request = request;
  }

  /** References of the files that were read so far, in the order in which they were first read. */
  get files(): readonly string[] {
    return [...this.#read];
  }

  /** Says that a file may have changed: the next load reads it again. */
  forget(reference: string): void {
    this.#versions.set(reference, this.#versionOf(reference) + 1);
  }

  /**
   * Reads the inputs and validates all of them. Throws the first problem, in the order of the
   * config's files, as a LiveCalcError whose `details.furtherProblems` counts the others; CANCELLED.
   */
  async load(config: RunConfig, options: LoadOptions = {}): Promise<RunInputs> {
    const problems = new ProblemList(1);
    const request = { ...this.#request, ...options, config };
    const inputs = await this.#readInputs(request, problems);
    if (inputs !== null) return inputs;
    const [first] = inFileOrder(request, problems.kept);
    throw problemError(first as Problem, problems.count - 1);
  }

  /** Every problem, by file and row; none where `load` would succeed. Throws CANCELLED. */
  async check(config: RunConfig, options: LoadOptions = {}): Promise<readonly Problem[]> {
    const problems = new ProblemList(Infinity);
    const request = { ...this.#request, ...options, config };
    await this.#readInputs(request, problems);
    return inFileOrder(request, problems.kept);
  }

  #readInputs(request: InputRequest, problems: ProblemList): Promise<RunInputs | null> {
    const open: InputRequest['open'] = (reference) => {
      this.#read.add(reference);
      return request.open(reference);
    };
    return readInputs({
      request: { ...request, open },
      memo: this.#memo,
      problems,
      versionOf: (reference) => this.#versionOf(reference),
    });
  }

  #versionOf(reference: string): number {
    return this.#versions.get(reference) ?? 0;
  }
}
