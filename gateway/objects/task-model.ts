/** A run that came in, as the object that tasks name. */
import type { ObjectRef, TaskModel } from '../../contracts/wire/task.ts';
import type { PinnedAsset } from '../../intake/asset-shelf.ts';
import type { RunOrder } from '../../intake/run-order.ts';
import { canonicalJson, type Json } from '../../runtime/hashing/canonical-json.ts';
import type { NotedObjects } from './noted-objects.ts';

export interface StoredModel {
  readonly model: ObjectRef;
  /** The model and its files, each once: what the job needs as long as it is kept. */
  readonly objects: readonly ObjectRef[];
  /** Of them together. */
  readonly sizeBytes: number;
}

export function taskModelOf({ config, assets, engines }: RunOrder<PinnedAsset>): TaskModel {
  const refs = [...assets].map(([path, { sha256, sizeBytes }]) => [path, { sha256, sizeBytes }]);
  return {
    config,
    assets: Object.fromEntries(refs) as TaskModel['assets'],
    engines: { ...engines },
  };
}

/** Stores the model of an order; the same order gives the same object. Throws as `ObjectStore.put`. */
export async function storeTaskModel(
  order: RunOrder<PinnedAsset>,
  objects: NotedObjects,
): Promise<StoredModel> {
  const task = taskModelOf(order);
  const bytes = Buffer.from(canonicalJson(task as unknown as Json));
  const expected = { name: 'of the model', maxBytes: bytes.byteLength };
  const model = await objects.put(order.tenant, [bytes], expected);
  const all = [model, ...Object.values(task.assets)];
  const once = [...new Map(all.map((object) => [object.sha256, object])).values()];
  return { model, objects: once, sizeBytes: once.reduce((sum, one) => sum + one.sizeBytes, 0) };
}
