import { beforeAll, describe, expect, it } from 'vitest';
import { taskModelSchema } from '../../contracts/wire/task.ts';
import { submissionSchema, type SubmissionInput } from '../../contracts/wire/submission.ts';
import { Intake } from '../../intake/intake.ts';
import { DiskRoom } from '../../intake/storage/disk-room.ts';
import { smallSubmission } from '../../intake/testing/small-submission.ts';
import { localLimits } from '../../model/package/package-limits.ts';
import { thrownBy } from '../../service/testing/thrown.ts';
import { openStores, type GatewayStores } from '../testing/gateway-stores.ts';
import { ObjectShelf } from './object-shelf.ts';
import { storeTaskModel, taskModelOf } from './task-model.ts';
import { collected, hashOf } from './testing/object-store-contract.ts';

let stores: GatewayStores;
beforeAll(async () => {
  stores = await openStores();
  return () => stores[Symbol.asyncDispose]();
});

const intake = (maxBytes = 2 ** 20) =>
  new Intake({
    assets: new ObjectShelf(stores.objects, maxBytes),
    room: new DiskRoom(2 ** 30),
    folder: stores.folder,
    limits: localLimits,
    allowsCode: false,
  });

const take = async (submission: SubmissionInput, tenant = 'acme') =>
  await intake().takeSubmission(submissionSchema.parse(submission), tenant);

describe('a submission whose files go to the object store', () => {
  it('is a model object that names every file by its hash', async () => {
    using order = await take(smallSubmission());
    const { model, objects, sizeBytes } = await storeTaskModel(order, stores.objects);
    const bytes = await collected(stores.objects.store.read('acme', model.sha256));
    const task = taskModelSchema.parse(JSON.parse(bytes.toString()));
    expect(task).toEqual(JSON.parse(JSON.stringify(taskModelOf(order))));
    const { 'lapse.csv': lapse } = smallSubmission().assets as Record<string, { text: string }>;
    expect(task.assets['lapse.csv']?.sha256).toBe(hashOf(Buffer.from(lapse!.text)));
    const named = [model, ...Object.values(task.assets)];
    expect(new Set(objects)).toEqual(new Set(named));
    expect(sizeBytes).toBe(objects.reduce((sum, object) => sum + object.sizeBytes, 0));
    for (const { sha256 } of objects) {
      expect(await stores.objects.store.find('acme', sha256)).not.toBeNull();
    }
  });

  it('is the same object each time, and another for another configuration', async () => {
    const models = [];
    for (const submission of [
      smallSubmission(),
      smallSubmission(),
      smallSubmission({ config: { scenarios: { model: 'gbm', count: 10 } } }),
    ]) {
      using order = await take(submission);
      models.push((await storeTaskModel(order, stores.objects)).model.sha256);
    }
    expect(models[0]).toBe(models[1]);
    expect(models[0]).not.toBe(models[2]);
  });

  it('counts a file that stands at two paths once', async () => {
    const { config, assets } = smallSubmission();
    const texts = assets as Record<string, { text: string }>;
    const twice = {
      config: { ...config, scenarios: { file: 'local://rates.csv' } },
      assets: { ...texts, 'rates.csv': texts['lapse.csv']! },
    };
    using order = await take(twice);
    const { objects } = await storeTaskModel(order, stores.objects);
    expect(objects.length).toBe(Object.keys(texts).length + 1);
  });

  it('may name files by hash that were put before, by the same tenant', async () => {
    using first = await take(smallSubmission());
    const assets = Object.fromEntries(
      [...first.assets].map(([name, { sha256 }]) => [name, { sha256 }]),
    );
    const byHash = { config: smallSubmission().config, assets };
    using second = await take(byHash);
    expect(second.contentHash).toBe(first.contentHash);
    const error = await thrownBy(() => take(byHash, 'other'));
    expect(error.code).toBe('ASSET_MISSING');
    expect(error.details.missing).toHaveLength(first.assets.size);
  });

  it('is refused where a file is larger than one may be', async () => {
    const submission = submissionSchema.parse(smallSubmission({ policies: 1000 }));
    const error = await thrownBy(() => intake(10_000).takeSubmission(submission, 'large'));
    expect(error.code).toBe('PACKAGE_TOO_LARGE');
  });
});
