/**
 * How a stage is cut: into aligned subtrees (I3) of 0.05 to 2 seconds, guided: each about half of what
 * a fair share of the rest would be, so that chunks become smaller towards the end and workers end
 * together; the more workers, the less small, as each chunk costs the gateway the same. Pure: what is planned already comes from the rows of the tasks, so whoever leads the job
 * goes on where the last one stopped. How a stage is cut changes no bit of its product (I1).
 */
import type { Frontier, UnitRange } from '../../../contracts/wire/task.ts';
import type { UnitCover } from './unit-cover.ts';

export const shortestChunkMs = 50;
export const longestChunkMs = 2000;
/** A fleet whose chunks are so long keeps a gateway and its store busy, and no more than busy. */
const mostTasksPerSecond = 2000;

/** What decides the size of the next chunk beside its place. */
export interface ChunkPace {
  /** Milliseconds of a unit on one worker. */
  readonly unitMs: number;
  /** Tasks that workers run at the same time; at least 1. */
  readonly slots: number;
}

type Cut = Pick<Frontier, 'units' | 'grain'>;

/** The next range of units that is in none of the planned, which it joins; null where all are planned. */
export function nextChunk(stage: Cut, planned: UnitCover, pace: ChunkPace): UnitRange | null {
  const gap = planned.gap();
  if (gap === null) return null;
  const wanted = chunkUnits(planned.remaining, stage.grain, pace);
  const range = { begin: gap.begin, count: aligned(wanted, gap, stage) };
  planned.add(range);
  return range;
}

/** About how many chunks the rest of a stage makes. */
export function chunksLeft(remaining: number, grain: number, pace: ChunkPace): number {
  if (remaining <= 0) return 0;
  return Math.ceil(remaining / chunkUnits(remaining, grain, pace));
}

/** A power of two, not less than the grain. */
function chunkUnits(remaining: number, grain: number, { unitMs, slots }: ChunkPace): number {
  const shareMs = (remaining * unitMs) / (2 * slots);
  const shortestMs = Math.max(shortestChunkMs, (1000 * slots) / mostTasksPerSecond);
  const targetMs = Math.min(Math.max(shareMs, shortestMs), longestChunkMs);
  const units = Math.min(targetMs / Math.max(unitMs, Number.MIN_VALUE), remaining);
  return Math.max(grain, floorPowerOfTwo(units));
}

/** The most units not above `wanted` that form a subtree at the gap's begin and end within the gap. */
function aligned(
  wanted: number,
  gap: { readonly begin: number; readonly end: number },
  { units, grain }: Cut,
): number {
  let count = wanted;
  // Behind the last unit nothing is planned: there a subtree may lead past the end.
  const fits = (size: number) => gap.end === units || gap.begin + size <= gap.end;
  while (count > grain && (gap.begin % count !== 0 || !fits(count))) count /= 2;
  return count;
}

function floorPowerOfTwo(value: number): number {
  return value < 1 ? 1 : 2 ** Math.floor(Math.log2(value));
}
