/** Reads what lies on the bus of a run that stands. Pure but for the memory that it reads. */
import { LiveCalcError } from '../../contracts/errors.ts';
import type { CreateSha256 } from '../../contracts/sha256.ts';
import { elementBytes } from '../../contracts/table.ts';
import {
  maxInspectedBytes,
  type InspectRequest,
  type Inspected,
  type InspectedBlock,
} from '../../contracts/wire/debug.ts';
import type { ObservedBlock, ObservedColumn, ObservedRun } from '../execution/observed-run.ts';

/**
 * Without a block all of them, without their hashes. Throws NOT_FOUND naming what there is, RANGE_INVALID
 * where the range goes past the column's end or is larger than one answer, ARGUMENT_INVALID for a column
 * without its block.
 */
export function inspectBlocks(
  run: ObservedRun,
  asked: InspectRequest,
  createSha256: CreateSha256,
): Omit<Inspected, 'nodes'> {
  const { block: name, column: columnName } = asked;
  if (name === undefined) {
    if (columnName !== undefined) throw columnWithoutBlock(columnName);
    return { blocks: run.blocks.map((block) => described(block)), values: null };
  }
  const block = named(run.blocks, name, 'block of the run');
  const hash = (column: ObservedColumn): string => {
    const sha256 = createSha256();
    sha256.update(bytesOf(run, column));
    return sha256.digest();
  };
  const blocks = [described(block, hash)];
  if (columnName === undefined) return { blocks, values: null };
  return {
    blocks,
    values: range(run, named(block.columns, columnName, `column of ${name}`), asked),
  };
}

function described(
  { name, writer, columns }: ObservedBlock,
  hash?: (column: ObservedColumn) => string,
): InspectedBlock {
  return {
    name,
    writer,
    columns: columns.map((column) => ({
      name: column.name,
      type: column.type,
      shape: [...column.shape],
      address: column.address,
      bytes: column.length * elementBytes[column.type],
      ...(hash && { sha256: hash(column) }),
    })),
  };
}

function range(
  run: ObservedRun,
  column: ObservedColumn,
  { offset = 0, length: asked }: InspectRequest,
): Inspected['values'] {
  const size = elementBytes[column.type];
  const most = maxInspectedBytes / size;
  const length = asked ?? Math.max(0, Math.min(column.length - offset, most));
  if (offset > column.length || length > column.length - offset || length > most) {
    const expected = `at most ${most} elements at a time, of ${column.length}`;
    const message =
      `Elements ${offset} to ${offset + length} of column "${column.name}" cannot be shown: it has ` +
      `${column.length}, and one answer holds ${most} of this type.`;
    throw new LiveCalcError('RANGE_INVALID', message, { column: column.name, expected });
  }
  const bytes = bytesOf(run, column).subarray(offset * size, (offset + length) * size);
  return { column: column.name, offset, length, base64: base64Of(bytes) };
}

function bytesOf({ memory }: ObservedRun, { address, length, type }: ObservedColumn): Uint8Array {
  return new Uint8Array(memory.buffer, address, length * elementBytes[type]);
}

/** Both in Node and in browsers; shared memory is copied first. */
function base64Of(bytes: Uint8Array): string {
  const step = 0x2000;
  let text = '';
  for (let begin = 0; begin < bytes.length; begin += step) {
    text += String.fromCharCode(...bytes.subarray(begin, begin + step));
  }
  return btoa(text);
}

function named<T extends { readonly name: string }>(
  all: readonly T[],
  name: string,
  what: string,
): T {
  const found = all.find((one) => one.name === name);
  if (found !== undefined) return found;
  const expected = all.map((one) => one.name).join(', ');
  const message = `There is no ${what} named "${name}". There are: ${expected || 'none yet'}.`;
  throw new LiveCalcError('NOT_FOUND', message, { found: name, expected });
}

function columnWithoutBlock(column: string): LiveCalcError {
  const message = `Column "${column}" was asked for without its block, for example bus://results/scenarios.`;
  return new LiveCalcError('ARGUMENT_INVALID', message, { column });
}
