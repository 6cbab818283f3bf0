/** A job run in parts over executors, its chunks handed out as a test says: a fleet without its wires. */
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Frontier, UnitRange } from '../../contracts/wire/task.ts';
import { addPartial, type Partial } from '../../runtime/reduction/partial.ts';
import { packSums, viewSums } from '../../runtime/reduction/partial-bytes.ts';
import { SubtreeMerge } from '../../runtime/reduction/subtree-merge.ts';
import type {
  PartExecutors,
  PartListener,
  PartOutcome,
  RunPart,
  RunTask,
  StoredProduct,
} from '../executor.ts';
import { Heard, noAbort } from './run-listeners.ts';
import type { StoredModels } from './stored-models.ts';

export type Outcome<Kind extends PartOutcome['kind']> = Extract<PartOutcome, { kind: Kind }>;

interface Chunk {
  readonly range: UnitRange;
  readonly outcome: Outcome<'chunk'>;
  readonly folder: string;
}

/** How chunks are handed out. */
export interface Dealing {
  /** Chunk n goes to executors n modulo their number. */
  readonly executors: readonly PartExecutors[];
  /** Chunks in the order they are run, some of them perhaps twice; as they lie where it is absent. */
  readonly order?: (ranges: readonly UnitRange[]) => readonly UnitRange[];
}

export class SpreadJob {
  readonly jobId: string = randomUUID();
  /** Of stages that were spread. */
  readonly products = new Map<number, StoredProduct>();
  /** Stages that were spread, in order. */
  readonly frontiers: Frontier[] = [];
  /** What every part was told; `read` where one began at the start of the run. */
  readonly heard = new Heard();
  readonly #models: StoredModels;
  readonly #task: RunTask;
  #parts = 0;

  constructor(models: StoredModels, task: RunTask) {
    this.#models = models;
    this.#task = task;
  }

  /** How often the run was begun from its start. */
  get beginnings(): number {
    return this.heard.progress.filter(({ stage }) => stage === 'read').length;
  }

  /** To the next stage that can be spread, however short it is. */
  async advance(
    executors: PartExecutors,
    changes: Partially<RunPart> = {},
  ): Promise<Outcome<'reached' | 'finished'>> {
    const part = this.#part({ kind: 'advance', spreadAboveMs: 0 }, changes);
    return (await executors.part(part, this.heard, noAbort())) as Outcome<'reached' | 'finished'>;
  }

  async chunk(
    executors: PartExecutors,
    { stage }: Frontier,
    range: UnitRange,
    { listener = this.heard, signal = noAbort(), ...changes }: ChunkChanges = {},
  ): Promise<Chunk> {
    const part = this.#part({ kind: 'chunk', stage, range }, changes);
    const outcome = (await executors.part(part, listener, signal)) as Outcome<'chunk'>;
    return { range, outcome, folder: part.task.resultFolder };
  }

  /** The frontier that an advance must reach. */
  async reach(executors: PartExecutors): Promise<Frontier> {
    const outcome = await this.advance(executors);
    if (outcome.kind === 'finished') throw new Error('the run finished');
    return outcome.frontier;
  }

  /** Spreads every stage that can be spread; the folder holds the tables. */
  async run(dealing: Dealing): Promise<{ finished: Outcome<'finished'>; folder: string }> {
    for (;;) {
      const folder = this.#folder();
      const [executors] = dealing.executors;
      const task = { ...this.#task, resultFolder: folder };
      const outcome = await this.advance(executors!, { task });
      if (outcome.kind === 'finished') return { finished: outcome, folder };
      await this.spread(outcome.frontier, dealing);
    }
  }

  /** Runs all units of a stage, and stores its product. */
  async spread(frontier: Frontier, { executors, order = (all) => all }: Dealing): Promise<void> {
    this.frontiers.push(frontier);
    const dealt = order(rangesOf(frontier));
    const chunks = new Map<number, Chunk>();
    await Promise.all(
      executors.map(async (one, index) => {
        const own = dealt.filter((_, at) => at % executors.length === index);
        for (const range of own) keepSame(chunks, await this.chunk(one, frontier, range));
      }),
    );
    const merge = new SubtreeMerge<Partial>(frontier.units, addPartial);
    const slices: { range: UnitRange; file: string }[] = [];
    for (const { range, outcome, folder } of chunks.values()) {
      const sums = outcome.sums === null ? null : readFileSync(path.join(folder, 'sums.bin'));
      merge.insert(range, sums === null ? [] : viewSums(frontier.sums, sums));
      if (outcome.slice !== null) slices.push({ range, file: path.join(folder, 'slice.bin') });
    }
    const bytes = packSums(frontier.sums, merge.root!);
    const sums = frontier.sums.length === 0 ? null : this.#models.store(bytes).file;
    this.products.set(frontier.stage, { sums, slices, isUndivided: false });
  }

  #part(work: RunPart['work'], changes: Partially<RunPart>): RunPart {
    const task = { ...this.#task, resultFolder: this.#folder() };
    const { jobId, products } = this;
    return { jobId, task, products, engines: null, work, ...changes };
  }

  #folder(): string {
    const folder = path.join(this.#models.dataFolder, `${this.jobId}-${this.#parts++}`);
    mkdirSync(folder);
    return folder;
  }
}

type Partially<T> = { readonly [Key in keyof T]?: T[Key] };

interface ChunkChanges extends Partially<RunPart> {
  readonly listener?: PartListener;
  readonly signal?: AbortSignal;
}

/** Ranges of a stage, a grain, two grains, four and so on, as far as they are subtrees. */
export function rangesOf({ units, grain }: Frontier): UnitRange[] {
  const ranges: UnitRange[] = [];
  for (let begin = 0; begin < units; begin += ranges.at(-1)!.count) {
    let count = grain;
    while (isBegin(begin, 2 * count) && 2 * count < units / 2) count *= 2;
    ranges.push({ begin, count });
  }
  return ranges;
}

/** Whether a range of so many units may begin there; only the first stays small. */
function isBegin(begin: number, count: number): boolean {
  return begin > 0 && begin % count === 0;
}

/** A chunk that is run twice leaves the same bytes (I7). */
function keepSame(chunks: Map<number, Chunk>, chunk: Chunk): void {
  const before = chunks.get(chunk.range.begin)?.outcome;
  const { outcome } = chunk;
  const isSame =
    before === undefined ||
    (before.sums?.sha256 === outcome.sums?.sha256 &&
      before.slice?.sha256 === outcome.slice?.sha256);
  if (!isSame) throw new Error(`units from ${chunk.range.begin} were two different things`);
  chunks.set(chunk.range.begin, chunk);
}
