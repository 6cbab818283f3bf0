import { readFile } from 'node:fs/promises';
import { LiveCalcError } from '../../contracts/errors.ts';
import { viewSums } from '../../runtime/reduction/partial-bytes.ts';
import type { KnownProducts } from '../../runtime/spreading/spread.ts';
import type { ReachedStage, StageProduct, StageSlice } from '../../runtime/spreading/spread.ts';
import type { StoredProduct } from '../executor.ts';

/** Products in files, each read when the run comes to its stage. Reading throws BACKEND_UNAVAILABLE. */
export function knownProducts(stored: ReadonlyMap<number, StoredProduct>): KnownProducts {
  return new Map(
    [...stored].map(([stage, product]) => [
      stage,
      (reached) => (product.isUndivided ? Promise.resolve(null) : load(reached, product)),
    ]),
  );
}

async function load(
  { stage, sums: columns }: ReachedStage,
  { sums, slices }: StoredProduct,
): Promise<StageProduct> {
  const read: StageSlice[] = [];
  for (const { range, file } of slices) read.push({ range, bytes: await bytesOf(stage, file) });
  const added = sums === null ? [] : viewSums(columns, await bytesOf(stage, sums));
  return { sums: added, slices: read };
}

async function bytesOf(stage: number, file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown reason';
    const message = `What stage ${stage} of the run has left cannot be read here (${code}). Fetch it again.`;
    throw new LiveCalcError('BACKEND_UNAVAILABLE', message, { found: code }, cause);
  }
}
