/** One way to value a model: a number of threads, another engine of JavaScript, a server. */
import type { ModelCase, WrittenCase } from '../cases/model-case.ts';
import type { Outcome } from '../comparison/outcome.ts';

export interface Way {
  /** Heads a row of the table. */
  readonly name: string;
  readonly about: string;
  /** So slow that it takes small cases only. */
  readonly isSlow?: boolean;
  /** Why it values no model with Python, where it does not. */
  readonly noPython?: string;
  /** Why it cannot be gone here, with what to do; null where it can. */
  unavailable(): Promise<string | null>;
  /** Fetches what it needs into the cache, outside the tree. Throws where that cannot be had. */
  install?(): Promise<void>;
  /** Starts what it needs. Whoever calls this disposes of what it returns. */
  open(): Promise<OpenWay>;
}

export interface OpenWay extends AsyncDisposable {
  /** Throws where the valuation fails; ends with the signal. */
  value(model: WrittenCase, signal: AbortSignal): Promise<Outcome>;
  /** What it knows of the case that was asked last: for whoever looks at why that failed. */
  lastWords?(): Promise<readonly string[]>;
}

/** Why a way is not asked to value a case; null where it is. */
export function whyNotTaken(way: Way, { isLarge, needsPython }: ModelCase): string | null {
  if (way.isSlow && isLarge) return 'it is too much work for a way that is slow';
  return (needsPython && way.noPython) || null;
}
