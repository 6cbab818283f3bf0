/**
 * The integrity check, `execution.integrity`: what lies on the bus is what its node wrote.
 *
 * Every column gets a checksum when its node has ended, inputs when the run opens; before a node runs the
 * columns that it reads are summed again, and before results are read all that nodes have written. Blocks
 * of a node that has not ended are not looked at.
 */
import { LiveCalcError } from '../../contracts/errors.ts';
import type { NodeReport } from '../../contracts/node-report.ts';
import { elementBytes } from '../../contracts/table.ts';
import { checksum } from './checksum.ts';
import type { ObservedBlock, ObservedColumn, ObservedRun } from './observed-run.ts';
import type { RunObserver } from './run-observer.ts';

export class IntegrityCheck implements RunObserver {
  #run: ObservedRun | null = null;
  /** By block and column. */
  readonly #sums = new Map<string, string>();

  opened(run: ObservedRun): void {
    this.#run = run;
    const ids = new Set(run.nodes.map(({ id }) => id));
    for (const block of run.blocks) if (!ids.has(block.writer)) this.#sum(block);
  }

  /** Throws INTEGRITY_CHECK_FAILED naming block, column and the node that wrote it. */
  beforeNode(id: string): Promise<void> {
    const reads = this.#run!.nodes.find((node) => node.id === id)?.reads ?? [];
    // It writes its own anew.
    for (const block of this.#blocksOf(id)) this.#forget(block);
    const read = this.#run!.blocks.filter(({ name }) => reads.includes(name));
    return settled(() => this.#verify(read, `node "${id}" reads it`));
  }

  afterNode({ id }: NodeReport): Promise<void> {
    for (const block of this.#blocksOf(id)) this.#sum(block);
    return Promise.resolve();
  }

  /** Throws as `beforeNode`. */
  beforeResults(): Promise<void> {
    return settled(() => this.#verify(this.#run!.blocks, 'the results are read'));
  }

  #blocksOf(id: string): readonly ObservedBlock[] {
    return this.#run!.blocks.filter(({ writer }) => writer === id);
  }

  #sum(block: ObservedBlock): void {
    for (const column of block.columns) this.#sums.set(key(block, column), this.#sumOf(column));
  }

  #forget(block: ObservedBlock): void {
    for (const column of block.columns) this.#sums.delete(key(block, column));
  }

  #sumOf({ address, type, length }: ObservedColumn): string {
    return checksum(this.#run!.memory.buffer, address, length * elementBytes[type]);
  }

  #verify(blocks: readonly ObservedBlock[], reader: string): void {
    for (const block of blocks) {
      for (const column of block.columns) {
        const expected = this.#sums.get(key(block, column));
        if (expected === undefined) continue;
        const found = this.#sumOf(column);
        if (found !== expected) throw overwritten(block, column, reader, { found, expected });
      }
    }
  }
}

function key(block: ObservedBlock, column: ObservedColumn): string {
  return `${block.name} ${column.name}`;
}

/** What `check` throws as a rejection. */
async function settled(check: () => void): Promise<void> {
  check();
  return await Promise.resolve();
}

function overwritten(
  { name, writer }: ObservedBlock,
  column: ObservedColumn,
  reader: string,
  sums: { readonly found: string; readonly expected: string },
): LiveCalcError {
  const wrote = writer.startsWith('$') ? `the input ${writer}` : `node "${writer}"`;
  return new LiveCalcError(
    'INTEGRITY_CHECK_FAILED',
    `Column "${column.name}" of ${name} does not hold what ${wrote} left there: its checksum was ` +
      `${sums.expected}, and before ${reader} it is ${sums.found}. Something else has written into it: an ` +
      'engine that writes outside its own blocks, most likely one that the model brings. Run the nodes ' +
      'one by one with livecalc debug to see after which it changes.',
    { node: writer, column: column.name, ...sums },
  );
}
