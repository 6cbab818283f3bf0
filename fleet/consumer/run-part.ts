/** What executors are asked for a task, once its files are there. */
import { LiveCalcError } from '../../contracts/errors.ts';
import { parseConfigObject } from '../../contracts/parse-config.ts';
import {
  everyPool,
  type ObjectRef,
  type StageProductRef,
  type Task,
  type TaskModel,
} from '../../contracts/wire/task.ts';
import type { RunPart, StoredProduct } from '../../executor/executor.ts';
import type { Lane } from '../queue/queue.ts';

/** Tasks that are parts of a run. */
export type PartTask = Extract<Task, { kind: 'advance' | 'chunk' }>;

export interface PartFiles {
  readonly model: TaskModel;
  readonly products: readonly StageProductRef[];
  /** Where the object of a hash lies, absolute. */
  readonly fileOf: (object: ObjectRef) => string;
  /** Absolute; there, and empty. */
  readonly resultFolder: string;
}

/** Every object that a model or products name. */
export function objectsOf(
  model: TaskModel,
  products: readonly StageProductRef[],
): readonly ObjectRef[] {
  const sums = products.flatMap((product) => product.sums ?? []);
  const slices = products.flatMap((product) => product.slices.map(({ object }) => object));
  return [...Object.values(model.assets), ...sums, ...slices];
}

/** Throws CONFIG_INVALID, and PACKAGE_CODE_DENIED where what the model brings may not run here. */
export function runPart(task: PartTask, files: PartFiles, allowsCode: boolean): RunPart {
  const { model, products, fileOf, resultFolder } = files;
  const config = parseConfigObject(model.config, 'livecalc.config.json');
  const assets = Object.entries(model.assets).map(
    ([path, object]) => [path, { sha256: object.sha256, file: fileOf(object) }] as const,
  );
  // What is run is asked, not who sent it (I8).
  const bringsCode = Object.keys(config.engines).length > 0;
  if (bringsCode && !allowsCode) throw codeDenied();
  const { jobId, tenant } = task;
  return {
    jobId,
    task: {
      tenant,
      config,
      assets: new Map(assets),
      engines: model.engines,
      resultFolder,
      bringsCode,
    },
    products: new Map(products.map((product) => [product.stage, storedProduct(product, fileOf)])),
    engines: task.kind === 'chunk' ? task.engines : null,
    ...(task.kind === 'chunk' && { runHash: task.runHash }),
    work:
      task.kind === 'chunk'
        ? { kind: 'chunk', stage: task.stage, range: task.range }
        : { kind: 'advance', spreadAboveMs: task.spreadAboveMs },
  };
}

/** Throws INTERNAL for a task that should never have come this way. */
export function checkLane(task: Task, { runtimeVersion, pool }: Lane): void {
  const isRight = task.runtimeVersion === runtimeVersion && [task.pool, everyPool].includes(pool);
  if (isRight) return;
  const found = `version ${task.runtimeVersion}, pool ${task.pool}`;
  const expected = `version ${runtimeVersion}, pool ${pool}`;
  const message = `A task of ${found} came to a worker of ${expected}: the queue mixes lanes.`;
  throw new LiveCalcError('INTERNAL', message, { found, expected });
}

function storedProduct(
  { sums, slices, isUndivided }: StageProductRef,
  fileOf: PartFiles['fileOf'],
): StoredProduct {
  return {
    sums: sums === null ? null : fileOf(sums),
    slices: slices.map(({ range, object }) => ({ range, file: fileOf(object) })),
    isUndivided,
  };
}

function codeDenied(): LiveCalcError {
  const message =
    "The model brings engines of its own. They run only on workers of their tenant's pool that allow it " +
    '(PACKAGE_CODE), and this worker is none. Whoever runs the fleet can give the tenant a pool.';
  return new LiveCalcError('PACKAGE_CODE_DENIED', message);
}
