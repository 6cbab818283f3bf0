/**
 * Which nodes may go on in a run that is looked into: events in, decisions out; no threads, no clock.
 *
 * A run is free, held, or stepping. A free node passes its borders, before and after, until one with a
 * breakpoint holds the run. In a held run every node that comes to a border waits there. A step lets one
 * node go until the border after it: the one that stands inside, else the first that waits before, else
 * whichever comes next. What a solver has run again on the way is part of the solver's step.
 */
import type { Breakpoint } from './breakpoint.ts';

export type Border = 'before' | 'after';

export interface Waiting {
  readonly at: Border;
  readonly node: string;
}

export class Stepping {
  readonly breakpoints = new Map<string, Breakpoint>();
  readonly #flights = new Set<string>();
  #waiting: Waiting[] = [];
  #mode: 'free' | 'held' | 'stepping' = 'free';
  /** The node that the step is about; null where the next that comes is. */
  #stepped: string | null = null;
  #drives: ReadonlyMap<string, readonly string[]> = new Map();

  /** Nodes by the solver that has them run again. */
  open(drives: ReadonlyMap<string, readonly string[]>): void {
    this.#drives = drives;
  }

  get isHeld(): boolean {
    return this.#mode === 'held';
  }

  /** Nodes between their borders. */
  get flights(): readonly string[] {
    return [...this.#flights];
  }

  /** Those that wait at a border, who came last comes last. */
  get waiting(): readonly Waiting[] {
    return this.#waiting;
  }

  pause(): void {
    this.#mode = 'held';
    this.#stepped = null;
  }

  /** A node has come to a border: whether it passes. */
  arrive(at: Border, node: string): boolean {
    if (at === 'after') this.#flights.delete(node);
    const passes = !this.#isBreakpoint(at, node) && this.#mayPass(at, node);
    if (!passes) this.#waiting.push({ at, node });
    else if (at === 'before') this.#flights.add(node);
    return passes;
  }

  /** Returns those that waited and go on. */
  resume(): readonly Waiting[] {
    this.#mode = 'free';
    return this.#release(() => true);
  }

  /** Returns those that go on; `inside` is the node that stands between two chunks, where there is one. */
  step(inside: string | null): readonly Waiting[] {
    this.#mode = 'stepping';
    this.#stepped = inside;
    if (inside !== null) return [];
    const first = this.#waiting.find(({ at }) => at === 'before');
    if (first === undefined) return this.#release(() => true);
    this.#stepped = first.node;
    return this.#release((one) => one === first);
  }

  #isBreakpoint(at: Border, node: string): boolean {
    const breakpoint = this.breakpoints.get(node);
    if (breakpoint === undefined || !(breakpoint.at === at || breakpoint.at === 'both')) {
      return false;
    }
    if (breakpoint.isOnce) this.breakpoints.delete(node);
    this.pause();
    return true;
  }

  #mayPass(at: Border, node: string): boolean {
    if (this.#mode !== 'stepping') return this.#mode === 'free';
    if (node !== this.#stepped && this.#isDriven(node)) return true;
    if (at === 'before') {
      const isNext = this.#stepped === null;
      this.#stepped ??= node;
      return isNext;
    }
    this.pause();
    return false;
  }

  /** Whether a solver that runs has it run again. */
  #isDriven(node: string): boolean {
    return this.flights.some((flight) => this.#drives.get(flight)?.includes(node));
  }

  #release(goes: (one: Waiting) => boolean): readonly Waiting[] {
    const released = this.#waiting.filter((one) => goes(one));
    this.#waiting = this.#waiting.filter((one) => !goes(one));
    for (const { at, node } of released) if (at === 'before') this.#flights.add(node);
    return released;
  }
}
