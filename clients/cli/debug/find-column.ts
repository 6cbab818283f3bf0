/** What a name typed after `inspect` means. Pure. */
import { LiveCalcError } from '../../../contracts/errors.ts';
import type { InspectedBlock } from '../../../contracts/wire/debug.ts';

export interface FoundColumn {
  readonly block: InspectedBlock;
  /** Null where a block alone was named. */
  readonly column: InspectedBlock['columns'][number] | null;
}

/**
 * `results/scenarios`, `bus://results/scenarios`, each with `.npv` after it or without; names of blocks
 * may have dots. Throws NOT_FOUND naming what there is.
 */
export function findColumn(typed: string, blocks: readonly InspectedBlock[]): FoundColumn {
  const name = typed.startsWith('bus://') ? typed : `bus://${typed}`;
  const whole = blocks.find((one) => one.name === name);
  if (whole !== undefined) return { block: whole, column: null };
  const block = blocks.find((one) => name.startsWith(`${one.name}.`));
  if (block === undefined)
    throw missing(
      'block',
      typed,
      blocks.map((one) => one.name.slice(6)),
    );
  const wanted = name.slice(block.name.length + 1);
  const column = block.columns.find((one) => one.name === wanted);
  if (column !== undefined) return { block, column };
  throw missing(
    `column of ${block.name}`,
    wanted,
    block.columns.map((one) => one.name),
  );
}

function missing(what: string, found: string, there: readonly string[]): LiveCalcError {
  const expected = there.join(', ');
  const message = `There is no ${what} named "${found}". There are: ${expected}.`;
  return new LiveCalcError('NOT_FOUND', message, { found, expected });
}
