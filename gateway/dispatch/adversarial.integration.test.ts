/** What if X happens before Y? */
import { expect, test } from 'vitest';
import { LiveCalcError } from '../../contracts/errors.ts';
import type { OutcomeOf, Task } from '../../contracts/wire/task.ts';
import type { Queue } from '../../fleet/queue/queue.ts';
import { resultHashOf, sha256, type PretendRun } from './testing/pretend-run.ts';
import type { Answer, ScriptedWorker } from './testing/scripted-worker.ts';
import { SmallFleet } from './testing/small-fleet.ts';
import { withCalls } from './testing/with-calls.ts';

const sums = [{ type: 'f64', length: 5 }] as const;
const run: PretendRun = { units: [40, 64], grain: 2, unitMs: 40, sums };
const expected = resultHashOf(run);

/** Resolves when it is opened. */
function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: resolve };
}

test('every outcome is reported twice', async () => {
  await using fleet = await SmallFleet.open();
  const gateway = fleet.gateway('one');
  fleet.worker(run, {
    script: async (_, right) => {
      const answer = await right();
      await fleet.queue.report(answer!.outcome, answer!.bytes);
      return answer;
    },
  });
  expect((await fleet.ended(await fleet.submit(gateway))).result?.resultHash).toBe(expected);
});

test('an outcome comes after the job was cancelled', async () => {
  await using fleet = await SmallFleet.open();
  const gateway = fleet.gateway('one');
  const begun = gate();
  const cancelled = gate();
  const worker = fleet.worker(run, {
    script: async (task, right) => {
      if (task.kind !== 'chunk') return await right();
      begun.open();
      await cancelled.opened;
      return await right();
    },
  });
  const jobId = await fleet.submit(gateway);
  await begun.opened;
  await gateway.cancel('acme', jobId, 'user ada');
  cancelled.open();
  const taskId = worker.taken.at(-1)!.taskId;
  await fleet.until(async () => {
    const tasks = await fleet.store.tasks(jobId);
    return tasks.find((task) => task.taskId === taskId)?.outcome ?? null;
  });
  expect((await fleet.job(jobId)).state).toBe('CANCELLED');
});

test('a second, other outcome comes after the job is COMPLETED', async () => {
  await using fleet = await SmallFleet.open();
  const gateway = fleet.gateway('one');
  let first: Answer = null;
  fleet.worker(run, {
    script: async (task, right) => {
      const answer = await right();
      if (task.kind === 'chunk') first ??= answer;
      return answer;
    },
  });
  const jobId = await fleet.submit(gateway);
  expect((await fleet.ended(jobId)).state).toBe('COMPLETED');
  const other = new Uint8Array(64).fill(1);
  const { outcome } = first!;
  const payload = { sha256: sha256(other), sizeBytes: 64, isInline: true };
  if (outcome.kind === 'chunk') await fleet.queue.report({ ...outcome, payload }, other);
  const job = await fleet.until(async () => {
    const found = await fleet.job(jobId);
    return found.state === 'FAILED' ? found : null;
  });
  expect(job).toMatchObject({ error: { code: 'PARITY_VIOLATION' }, result: null, tables: [] });
});

test('a result is withdrawn that other jobs were given: they lose it too', async () => {
  await using fleet = await SmallFleet.open();
  const gateway = fleet.gateway('one');
  const seen: NonNullable<Answer>[] = [];
  fleet.worker(run, {
    script: async (_, right) => {
      const answer = await right();
      seen.push(answer!);
      return answer;
    },
  });
  const first = await fleet.submit(gateway);
  await fleet.ended(first);
  const answers = await Promise.all([fleet.submit(gateway), fleet.submit(gateway)]);
  for (const jobId of answers) {
    expect(await fleet.ended(jobId)).toMatchObject({ state: 'COMPLETED', answeredFrom: first });
  }
  const other = new Uint8Array(64).fill(1);
  const payload = { sha256: sha256(other), sizeBytes: 64, isInline: true };
  const { outcome } = seen.find((one) => one.outcome.kind === 'chunk')!;
  if (outcome.kind === 'chunk') await fleet.queue.report({ ...outcome, payload }, other);
  for (const jobId of [first, ...answers]) {
    const job = await fleet.until(async () => {
      const found = await fleet.job(jobId);
      return found.state === 'FAILED' ? found : null;
    });
    expect(job).toMatchObject({ error: { code: 'PARITY_VIOLATION' }, result: null, tables: [] });
  }
});

test('a run computed again has another result: neither stays', async () => {
  await using fleet = await SmallFleet.open();
  const gateway = fleet.gateway('one');
  let resultHash = expected;
  fleet.worker(run, {
    script: async (_, right) => {
      const answer = (await right())!;
      const { outcome } = answer;
      if (outcome.kind !== 'finished') return answer;
      return { ...answer, outcome: { ...outcome, resultHash } };
    },
  });
  const first = await fleet.submit(gateway);
  expect((await fleet.ended(first)).state).toBe('COMPLETED');
  resultHash = sha256('another');
  const second = await fleet.submit(gateway, { recompute: true });
  const error = { code: 'PARITY_VIOLATION', found: resultHash, expected };
  expect(await fleet.ended(second)).toMatchObject({ state: 'FAILED', error, result: null });
  const withdrawn = await fleet.until(async () => {
    const found = await fleet.job(first);
    return found.state === 'FAILED' ? found : null;
  });
  expect(withdrawn).toMatchObject({ error, result: null, tables: [] });
});

test('the queue forgets everything', async () => {
  await using fleet = await SmallFleet.open();
  const gateway = fleet.gateway('one');
  const jobId = await fleet.submit(gateway);
  const idle = fleet.worker(run, { script: async () => await new Promise(() => {}) });
  await fleet.until(async () => idle.taken[0] ?? null);
  // The task that waits behind is gone, and the one that runs with its worker.
  await fleet.queue.withdraw(jobId);
  await idle.stop();
  fleet.worker(run);
  const job = await fleet.ended(jobId);
  expect(job.result?.resultHash).toBe(expected);
});

test('a task that no worker had begun is forgotten: that is no failure', async () => {
  await using fleet = await SmallFleet.open();
  const gateway = fleet.gateway('one');
  // It says that it has a slot, and takes nothing of this pool.
  const other = fleet.worker(run, { pool: 'other' });
  const status = { ...other.status(), pool: 'shared' };
  fleet.queue.announce({ kind: 'worker', status });
  const jobId = await fleet.submit(gateway, { maxAttempts: 1 });
  await fleet.until(async () => (await fleet.store.tasks(jobId))[0]?.publishedAt ?? null);
  await fleet.queue.withdraw(jobId);
  fleet.worker(run);
  expect((await fleet.ended(jobId)).result?.resultHash).toBe(expected);
  const [first] = await fleet.store.tasks(jobId);
  expect(first).toMatchObject({ lost: 0, preempted: 1, attempts: 2 });
});

test('workers die one after the other in the same task', async () => {
  await using fleet = await SmallFleet.open();
  const gateway = fleet.gateway('one');
  const workers: ScriptedWorker[] = [];
  const next = (): void => {
    const worker: ScriptedWorker = fleet.worker(run, {
      script: async (task, right) => {
        if (task.kind !== 'chunk' || task.range.begin !== 0) return await right();
        await seenAt(fleet, task);
        worker.kill();
        next();
        return null;
      },
    });
    workers.push(worker);
  };
  next();
  const job = await fleet.ended(await fleet.submit(gateway));
  expect(job.error?.code).toBe('ATTEMPTS_EXHAUSTED');
  expect(job.error?.message).toContain('was lost 3 times');
  for (const worker of workers) await worker.stop();
});

test('a worker gives a task back, and another does it', async () => {
  await using fleet = await SmallFleet.open();
  const gateway = fleet.gateway('one');
  let isFirst = true;
  fleet.worker(run, {
    script: async (task, right) => {
      const answer = (await right())!;
      if (task.kind !== 'chunk' || !isFirst) return answer;
      isFirst = false;
      return { outcome: returned(answer), bytes: null };
    },
  });
  const job = await fleet.ended(await fleet.submit(gateway, { maxAttempts: 1 }));
  expect(job.result?.resultHash).toBe(expected);
  const tasks = await fleet.store.tasks(job.id);
  expect(tasks.filter(({ preempted }) => preempted === 1)).toHaveLength(1);
});

test('that a task was given back is heard again while its next attempt runs: it counts once', async () => {
  await using fleet = await SmallFleet.open();
  const gateway = fleet.gateway('one');
  let back: OutcomeOf<'returned'> | null = null;
  fleet.worker(run, {
    script: async (task, right) => {
      const answer = (await right())!;
      if (task.kind !== 'chunk' || task.range.begin !== 0) return answer;
      if (back === null) {
        back = { ...returned(answer), reason: 'lost' };
        return { outcome: back, bytes: null };
      }
      await fleet.queue.report(back, null);
      // Everything but the task itself has been taken in.
      await fleet.until(async () => ((await fleet.queue.size()) <= 1 ? true : null));
      return answer;
    },
  });
  const job = await fleet.ended(await fleet.submit(gateway, { maxAttempts: 2 }));
  expect(job.result?.resultHash).toBe(expected);
  const first = (await fleet.store.tasks(job.id)).find(({ kind }) => kind === 'chunk');
  expect(first).toMatchObject({ begin: 0, lost: 1, attempts: 2 });
});

test('the outcome of a lost attempt comes after that of the next one', async () => {
  await using fleet = await SmallFleet.open();
  const gateway = fleet.gateway('one');
  const late = gate();
  let isFirst = true;
  fleet.worker(run, {
    slots: 2,
    script: async (task, right) => {
      if (task.kind === 'chunk' && isFirst) {
        isFirst = false;
        // Nothing is heard of it for longer than the queue waits.
        await late.opened;
      }
      return await right();
    },
  });
  const jobId = await fleet.submit(gateway);
  const job = await fleet.ended(jobId);
  expect(job.result?.resultHash).toBe(expected);
  late.open();
  await fleet.until(async () => ((await fleet.queue.size()) === 0 ? true : null));
  expect(await fleet.job(jobId)).toEqual(job);
});

test('a gateway is paused, another one takes its job, and the first wakes up', async () => {
  await using fleet = await SmallFleet.open();
  const awake = gate();
  let isPaused = false;
  const store = withCalls(fleet.store, async (_, call) => {
    if (isPaused) await awake.opened;
    return await call();
  });
  const first = fleet.gateway('first', { store, queue: withoutOutcomes(fleet.queue) });
  const jobId = await fleet.submit(first);
  await fleet.until(async () => (await fleet.job(jobId)).waitingFor);
  isPaused = true;
  fleet.gateway('second');
  fleet.worker(run);
  const job = await fleet.ended(jobId);
  isPaused = false;
  awake.open();
  expect(job.result?.resultHash).toBe(expected);
  const by = (await fleet.store.transitions(jobId)).map((transition) => transition.by);
  expect(by.slice(1).every((who) => who === 'gateway second')).toBe(true);
});

test('a gateway ends between storing a product and adding the task that is given it', async () => {
  await using fleet = await SmallFleet.open();
  const stored = gate();
  const revived = gate();
  let isDead = false;
  const store = withCalls(fleet.store, async (_, call) => {
    if (isDead) await revived.opened;
    return await call();
  });
  const objects = withCalls(fleet.objects, async (name, call) => {
    const found = await call();
    if (name !== 'put') return found;
    isDead = true;
    stored.open();
    await revived.opened;
    return found;
  });
  const queue = withoutOutcomes(fleet.queue);
  const dead = fleet.gateway('dead', { store, objects, queue });
  fleet.worker(run);
  const jobId = await fleet.submit(dead);
  await fleet.until(async () => (await fleet.job(jobId)).runtimeVersion);
  fleet.gateway('second');
  await stored.opened;
  expect((await fleet.ended(jobId)).result?.resultHash).toBe(expected);
  revived.open();
});

test('two gateways lead jobs at the same time', async () => {
  await using fleet = await SmallFleet.open();
  const gateways = [fleet.gateway('one'), fleet.gateway('two')];
  fleet.worker(run);
  fleet.worker(run);
  const models = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => ({
    model: { sha256: sha256(name), sizeBytes: 1 },
    tenant: `tenant-${name}`,
  }));
  const jobs = await Promise.all(
    models.map(async (model, index) => await fleet.submit(gateways[index % 2]!, model)),
  );
  const ended = await Promise.all(jobs.map(async (jobId) => await fleet.ended(jobId)));
  expect(ended.map(({ result }) => result?.resultHash)).toEqual(jobs.map(() => expected));
});

test('the store does not answer now and then', async () => {
  await using fleet = await SmallFleet.open();
  let seed = 1;
  const store = withCalls(fleet.store, async (_, call) => {
    seed = (seed * 48_271) % 2_147_483_647;
    if (seed % 10 > 0) return await call();
    throw new LiveCalcError('BACKEND_UNAVAILABLE', 'The database does not answer.');
  });
  const gateway = fleet.gateway('one', { store, random: () => 0 });
  fleet.worker({ ...run, units: [8] });
  const job = await fleet.ended(await fleet.submit(gateway));
  expect(job.result?.resultHash).toBe(resultHashOf({ ...run, units: [8] }));
});

test('partials of other engines are not added', async () => {
  await using fleet = await SmallFleet.open();
  const gateway = fleet.gateway('one');
  fleet.worker(run, {
    script: async (_, right) => {
      const answer = (await right())!;
      const { outcome } = answer;
      if (outcome.kind !== 'chunk') return answer;
      return { ...answer, outcome: { ...outcome, engines: { projection: sha256('other') } } };
    },
  });
  const job = await fleet.ended(await fleet.submit(gateway));
  expect(job.error?.code).toBe('PARITY_VIOLATION');
});

/** The queue as a gateway has it that is about to fall silent: others take the outcomes in. */
function withoutOutcomes(queue: Queue): Queue {
  const nobody: AsyncDisposable = { [Symbol.asyncDispose]: () => Promise.resolve() };
  return new Proxy(queue, {
    get: (target, name) => {
      if (name === 'onOutcome') return () => nobody;
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

/** Once the gateways have heard who is at the task. */
async function seenAt(fleet: SmallFleet, { taskId }: Task): Promise<void> {
  const heard = gate();
  let times = 0;
  using _ = fleet.queue.onNews((news) => {
    const isHere = news.kind === 'worker' && news.status.running.some((at) => at.taskId === taskId);
    // Whoever looks every 50 ms has seen it after a few news, which come every 100.
    if (isHere && ++times === 3) heard.open();
  });
  await heard.opened;
}

function returned(answer: NonNullable<Answer>): OutcomeOf<'returned'> {
  const { taskId, jobId, tenant, attempt, worker, runtimeVersion, computeMs } = answer.outcome;
  const error = { code: 'DRAINING', message: 'The worker ends.' } as const;
  const head = { taskId, jobId, tenant, attempt, worker, runtimeVersion, computeMs };
  return { ...head, kind: 'returned', reason: 'preempted', error };
}
