/** A figure: one question, answered by a ratio that is measured in one run on one machine. */
import type { Spread } from './spread.ts';

export interface Figure {
  readonly name: string;
  measure(bench: Bench): Promise<Outcome>;
}

/** What a figure is given. */
export interface Bench {
  /** Temporary; removed at the end. */
  readonly folder: string;
  /** How often A and B alternate. */
  readonly rounds: number;
  /** How long something runs before it is measured. */
  readonly warmUpMs: number;
  /** `count`, or a tiny part of it with --quick. */
  scaled(count: number): number;
}

export type Outcome = Measured | Unmeasured;

export interface Measured {
  readonly readings: readonly Reading[];
  /** SVG by file name. */
  readonly plots?: Readonly<Record<string, string>>;
}

export interface Unmeasured {
  /** Why, as a sentence. */
  readonly unmeasured: string;
}

export interface Reading {
  /** What is compared with what, at which size. */
  readonly what: string;
  readonly unit: 'times' | '%' | 'MB' | 'ms' | 'GB/s';
  readonly value: number;
  /** Of the same value, round by round. */
  readonly rounds: Spread;
  readonly required: Bound;
  /** The measurements behind it; each name ends in its unit. */
  readonly parts: Readonly<Record<string, Spread>>;
}

export type Bound = { readonly atLeast: number } | { readonly atMost: number };

export function verdict({ value, required }: Reading): 'met' | 'MISSED' {
  const isMet = 'atLeast' in required ? value >= required.atLeast : value <= required.atMost;
  return isMet ? 'met' : 'MISSED';
}
