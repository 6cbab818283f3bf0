/**
 * Holds a run where somebody wants to look, and shows what lies there.
 *
 * It watches the nodes of one run. At a border, before or after a node, the side that runs the nodes waits
 * for it; inside a stage the pool's threads sleep at the gate. What is between its borders in Python goes
 * on to its end.
 */
import { LiveCalcError } from '../../contracts/errors.ts';
import type { NodeReport } from '../../contracts/node-report.ts';
import type { CreateSha256 } from '../../contracts/sha256.ts';
import type {
  InspectRequest,
  Inspected,
  InspectedNode,
  PauseRequest,
  Standing,
} from '../../contracts/wire/debug.ts';
import type { ObservedRun } from '../execution/observed-run.ts';
import type { RunObserver } from '../execution/run-observer.ts';
import type { Breakpoint } from './breakpoint.ts';
import { Gate } from './gate.ts';
import { inspectBlocks } from './inspect.ts';
import type { StandingClock } from './standing-clock.ts';
import { Stepping, type Border, type Waiting } from './stepping.ts';

export interface DebuggerOptions {
  readonly createSha256: CreateSha256;
  /** By node; more can be set at any time. */
  readonly breakpoints?: ReadonlyMap<string, Breakpoint>;
  /** Whether the run stands before its first node. */
  readonly isPaused?: boolean;
  /** Stands still while the run does; without it the run's time goes on. */
  readonly clock?: StandingClock;
  /** Where the run stands now; null: it goes, or is coming to a stand. */
  readonly onStanding?: (standing: Standing | null) => void;
}

type NodeState = Pick<InspectedNode, 'status' | 'ms'>;

export class Debugger implements RunObserver {
  readonly gate = new Gate();
  readonly #options: DebuggerOptions;
  readonly #stepping = new Stepping();
  readonly #states = new Map<string, NodeState>();
  readonly #sleepers = new Map<string, () => void>();
  #run: ObservedRun | null = null;
  /** The stage in which the pool stands. */
  #stage: string | null = null;
  #told: string | null = null;

  constructor(options: DebuggerOptions) {
    this.#options = options;
    for (const [node, breakpoint] of options.breakpoints ?? []) this.stopAt(node, breakpoint);
    if (options.isPaused) this.#stepping.pause();
    this.gate.onStanding = (stage) => {
      this.#stage = stage;
      this.#changed();
    };
  }

  get clock(): StandingClock | undefined {
    return this.#options.clock;
  }

  get breakpoints(): ReadonlyMap<string, Breakpoint> {
    return this.#stepping.breakpoints;
  }

  /** Where the run stands; null while something of it moves. */
  get standing(): Standing | null {
    const { isHeld, flights, waiting } = this.#stepping;
    if (!isHeld) return null;
    const running = flights.filter((id) => !this.#isWasm(id));
    if (this.#stage !== null) {
      return { at: 'during', node: this.#stage.split('.')[0]!, stage: this.#stage, running };
    }
    const last = waiting.at(-1);
    if (last === undefined || running.length < flights.length) return null;
    return { ...last, stage: null, running };
  }

  /** Holds the run as soon as it can, or at a node. Throws NOT_FOUND where there is no such node. */
  pause({ at, node }: PauseRequest = {}): void {
    if (node !== undefined) return this.stopAt(node, { at: at ?? 'before', isOnce: true });
    this.#stepping.pause();
    this.#changed();
  }

  /** Throws NOT_FOUND where the nodes are known and this is none of them. */
  stopAt(node: string, breakpoint: Breakpoint): void {
    const known = this.#run?.nodes.map(({ id }) => id);
    if (known !== undefined && !known.includes(node)) throw noSuchNode(node, known);
    this.#stepping.breakpoints.set(node, breakpoint);
  }

  /** Takes a breakpoint back; false where there was none. */
  passBy(node: string): boolean {
    return this.#stepping.breakpoints.delete(node);
  }

  resume(): void {
    this.#wake(this.#stepping.resume());
  }

  /** Runs one node, to the border after it. Throws NOT_READY where the run does not stand. */
  step(): void {
    const { at, node } = this.#standingNow();
    this.#wake(this.#stepping.step(at === 'during' ? node : null));
  }

  /** Throws NOT_READY where the run does not stand, and as inspectBlocks does. */
  inspect(asked: InspectRequest): Inspected {
    this.#standingNow();
    if (this.#run === null) return { nodes: [], blocks: [], values: null };
    const { createSha256 } = this.#options;
    return { nodes: this.nodes(), ...inspectBlocks(this.#run, asked, createSha256) };
  }

  /** In the order they run; none before the run is planned. */
  nodes(): InspectedNode[] {
    return (this.#run?.nodes ?? []).map(({ id, engine }) => ({
      id,
      engine,
      ...this.#states.get(id)!,
    }));
  }

  opened(run: ObservedRun): void {
    this.#run = run;
    const known = run.nodes.map(({ id }) => id);
    const wrong = [...this.breakpoints.keys()].find((node) => !known.includes(node));
    if (wrong !== undefined) throw noSuchNode(wrong, known);
    for (const id of known) this.#states.set(id, { status: 'pending', ms: 0 });
    this.#stepping.open(new Map(run.nodes.map(({ id, drives }) => [id, drives])));
  }

  async beforeNode(id: string): Promise<void> {
    await this.#pass('before', id);
    this.#states.set(id, { status: 'running', ms: 0 });
  }

  async afterNode({ id, status, ms }: NodeReport): Promise<void> {
    this.#states.set(id, { status, ms });
    await this.#pass('after', id);
  }

  beforeResults(): Promise<void> {
    return Promise.resolve();
  }

  async #pass(at: Border, node: string): Promise<void> {
    const passes = this.#stepping.arrive(at, node);
    const woken = passes
      ? null
      : new Promise<void>((resolve) => this.#sleepers.set(key(at, node), resolve));
    this.#changed();
    await woken;
  }

  #wake(released: readonly Waiting[]): void {
    this.#changed();
    for (const { at, node } of released) {
      const wake = this.#sleepers.get(key(at, node));
      this.#sleepers.delete(key(at, node));
      wake?.();
    }
  }

  /** The gate is closed exactly while the run is held; whoever listens is told once of every stand. */
  #changed(): void {
    if (this.#stepping.isHeld) this.gate.close();
    else this.#open();
    const { standing } = this;
    if (standing === null) this.clock?.go();
    else this.clock?.stand();
    const told = JSON.stringify(standing);
    if (told === this.#told) return;
    this.#told = told;
    this.#options.onStanding?.(standing);
  }

  /** Threads go at once; that the pool does is not known before it stands again. */
  #open(): void {
    this.#stage = null;
    this.gate.open();
  }

  #isWasm(node: string): boolean {
    return this.#run?.nodes.find(({ id }) => id === node)?.engine.startsWith('wasm:') === true;
  }

  #standingNow(): Standing {
    const { standing } = this;
    if (standing !== null) return standing;
    const message = 'The run does not stand: pause it, and wait until it does.';
    throw new LiveCalcError('NOT_READY', message);
  }
}

function key(at: Border, node: string): string {
  return `${at} ${node}`;
}

function noSuchNode(node: string, known: readonly string[]): LiveCalcError {
  const expected = known.join(', ');
  const message = `The run has no node "${node}" to stop at. Its nodes are ${expected}.`;
  return new LiveCalcError('NOT_FOUND', message, { found: node, expected });
}
