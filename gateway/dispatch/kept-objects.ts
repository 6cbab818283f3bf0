/** Objects that a gateway makes for a job: products of its stages and the lists of them. */
import { createHash } from 'node:crypto';
import type { ObjectRef, StageProductRef } from '../../contracts/wire/task.ts';
import type { JobRecord } from '../store/job-store.ts';
import type { SpreadStage } from './core/spread-stage.ts';
import type { DispatchServices } from './services.ts';

type Stores = Pick<DispatchServices, 'store' | 'objects'>;

/** Noted as needed before it is stored, so that nobody clears it away in between. */
async function keepObject(
  { store, objects }: Stores,
  { id, tenant }: JobRecord,
  bytes: Uint8Array,
  name: string,
): Promise<ObjectRef> {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  await store.useObjects(id, [{ sha256, sizeBytes: bytes.length }]);
  return await objects.put(tenant, [bytes], { sha256, name, maxBytes: bytes.length });
}

/** `sums` are those over all units of the stage; null where it has none. */
export async function keepProduct(
  stores: Stores,
  job: JobRecord,
  stage: SpreadStage,
  sums: Uint8Array | null,
): Promise<StageProductRef> {
  const name = `the product of stage ${stage.frontier.stage}`;
  const slices = stage
    .chunks()
    .flatMap(({ range, slice }) => (slice === null ? [] : [{ range, object: slice }]));
  const object = sums === null ? null : await keepObject(stores, job, sums, name);
  return { stage: stage.frontier.stage, sums: object, slices, isUndivided: false };
}

/** Null for no products. */
export async function keepProducts(
  stores: Stores,
  job: JobRecord,
  products: readonly StageProductRef[],
): Promise<ObjectRef | null> {
  if (products.length === 0) return null;
  const bytes = new TextEncoder().encode(JSON.stringify(products));
  return await keepObject(stores, job, bytes, 'the products of the stages');
}
