/** One reading of a run's inputs, on top of what earlier ones have left. */
import type { FileRequest, InputRequest } from './input-request.ts';
import type { Memo } from './memo.ts';
import type { ProblemList } from './problem-list.ts';

export interface Reading {
  readonly request: InputRequest;
  readonly memo: Memo;
  readonly problems: ProblemList;
  /** Changes when the file may have; keys of the memo hold it. */
  versionOf(reference: string): number;
}

/** A step whose result is kept for the same key. */
export function step<T>(
  { memo, problems }: Reading,
  name: string,
  key: readonly unknown[],
  make: () => T | Promise<T>,
): Promise<T> {
  return memo.get(name, key, problems, make);
}

type ReadFile<T> = (
  request: FileRequest,
  reference: string,
  problems: ProblemList,
) => Promise<T | null>;

/** A file that is read anew only where it may have changed; `options` say how it is read. */
export function fileStep<T>(
  reading: Reading,
  role: string,
  reference: string,
  read: ReadFile<T>,
  options: readonly unknown[] = [],
): Promise<T | null> {
  const key = [reference, reading.versionOf(reference), ...options];
  return step(reading, role, key, () => read(reading.request, reference, reading.problems));
}
