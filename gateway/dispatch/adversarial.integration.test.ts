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

test('a job is cancelled while its lead hands out a task: none stays in the queue', async () => {
  await using fleet = await SmallFleet.open();
  const noted = gate();
  const cancelled = gate();
  const store = withCalls(fleet.store, async (name, call) => {
    const found = await call();
    if (name !== 'publishing') return found;
    noted.open();
    await cancelled.opened;
    return found;
  });
  const published = gate();
  const queue = withMethods(fleet.queue, {
    publish: async (task) => {
      await fleet.queue.publish(task);
      published.open();
    },
  });
  const lead = fleet.gateway('lead', { store, queue });
  const other = fleet.gateway('other', { queue: withoutOutcomes(fleet.queue) });
  takesNothing(fleet);
  const jobId = await fleet.submit(lead);
  await noted.opened;
  await other.cancel('acme', jobId, 'user ada');
  cancelled.open();
  await published.opened;
  await fleet.until(async () => ((await fleet.queue.size()) === 0 ? true : null));
});

test('a job is cancelled while the queue is away: its workers are told when it is back', async () => {
  await using fleet = await SmallFleet.open();
  let isAway = false;
  const queue = withMethods(fleet.queue, {
    announce: (news) => (isAway ? undefined : fleet.queue.announce(news)),
    withdraw: async (jobId) => {
      if (isAway) throw new LiveCalcError('BACKEND_UNAVAILABLE', 'The queue does not answer.');
      await fleet.queue.withdraw(jobId);
    },
  });
  const gateway = fleet.gateway('one', { queue, random: () => 0 });
  const worker = fleet.worker(run, { script: async () => await new Promise(() => {}) });
  const stopped = gate();
  using _ = fleet.queue.onNews(({ kind }) => kind === 'stop' && stopped.open());
  const jobId = await fleet.submit(gateway);
  await fleet.until(async () => worker.taken[0] ?? null);
  isAway = true;
  expect(await gateway.cancel('acme', jobId, 'user ada')).toMatchObject({ state: 'CANCELLED' });
  isAway = false;
  await stopped.opened;
  await fleet.until(async () => ((await fleet.queue.size()) === 0 ? true : null));
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
  takesNothing(fleet);
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

test('the clock of a gateway is set back by an hour, and news get lost', async () => {
  await using fleet = await SmallFleet.open();
  let hours = 1;
  const now = (): number => Date.now() + hours * 3_600_000;
  const queue = withMethods(withoutOutcomes(fleet.queue), {
    onNews: (listener) => fleet.queue.onNews((news) => news.kind !== 'job' && listener(news)),
  });
  const gateway = fleet.gateway('one', { now, queue });
  // It takes outcomes in, and leads nothing.
  fleet.gateway('mute', { store: withCalls(fleet.store, leaseNothing) });
  const jobId = await fleet.submit(gateway);
  await fleet.until(async () => (await fleet.job(jobId)).waitingFor);
  hours = 0;
  fleet.worker(run);
  expect((await fleet.ended(jobId)).result?.resultHash).toBe(expected);
});

test('a gateway leases its own job again after its lease ran out: the new lease is kept', async () => {
  await using fleet = await SmallFleet.open();
  let isAway = true;
  const leased: number[] = [];
  const renewed = gate();
  const store = withMethods(fleet.store, {
    lease: async (...asked) => {
      const fences = await fleet.store.lease(...asked);
      leased.push(...fences.map(({ token }) => token));
      return fences;
    },
    renew: async (fences, ttlMs) => {
      if (isAway) throw new LiveCalcError('BACKEND_UNAVAILABLE', 'The database does not answer.');
      if (fences.some(({ token }) => token === leased.at(-1))) renewed.open();
      return await fleet.store.renew(fences, ttlMs);
    },
  });
  const gateway = fleet.gateway('one', { store });
  const jobId = await fleet.submit(gateway);
  await fleet.until(async () => {
    gateway.kick('another');
    return await Promise.resolve(leased.includes(2) ? true : null);
  });
  isAway = false;
  await renewed.opened;
  fleet.worker(run);
  expect((await fleet.ended(jobId)).result?.resultHash).toBe(expected);
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

/** As a store that has no job for a gateway. */
async function leaseNothing(name: string, call: () => Promise<unknown>): Promise<unknown> {
  return name === 'lease' ? [] : await call();
}

/** A worker that says that it has a slot, and takes nothing of this pool. */
function takesNothing(fleet: SmallFleet): void {
  const other = fleet.worker(run, { pool: 'other' });
  const status = { ...other.status(), pool: 'shared' };
  fleet.queue.announce({ kind: 'worker', status });
}

/** The queue as a gateway has it that is about to fall silent: others take the outcomes in. */
function withoutOutcomes(queue: Queue): Queue {
  const nobody: AsyncDisposable = { [Symbol.asyncDispose]: () => Promise.resolve() };
  return withMethods(queue, { onOutcome: () => nobody });
}

/** The same with some methods of its own. */
function withMethods<T extends object>(whole: T, methods: Partial<T>): T {
  return new Proxy(whole, {
    get: (target, name) => {
      const own: unknown = Reflect.get(methods, name);
      const value: unknown = own ?? Reflect.get(target, name);
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
