/**
 * A fleet without pods: the real planner, fair window, course and merge, driven by simulated pods and a
 * simulated clock. A large job of one tenant fills the fleet; small jobs of others come meanwhile.
 */
import type { JobRecord, NewTask } from '../../store/job-store.ts';
import { FairWindow, laneRoom, type Claim } from '../core/fair-window.ts';
import { seededRandom } from './random.ts';
import { SimulatedJob, type SimulatedStage } from './simulated-job.ts';
import { SimulatedPods, type PodOptions } from './simulated-pods.ts';
import { Timeline } from './timeline.ts';

export interface Scenario extends PodOptions {
  readonly seed: number;
  /** Of the large job, for each pod. */
  readonly secondsPerPod: number;
  /** Jobs of one task each, of other tenants. */
  readonly smallJobs: number;
  /** From a decision to the queue: rows are written first. */
  readonly storeMs: number;
}

export interface Figures {
  readonly pods: number;
  readonly tasks: number;
  readonly deaths: number;
  /** Until all is done, simulated. */
  readonly seconds: number;
  /** Tasks and outcomes, on average and at most over a second. */
  readonly messagesPerSecond: number;
  readonly peakMessagesPerSecond: number;
  /** Of what all pods could have done meanwhile. */
  readonly efficiency: number;
  /** From the submission of a small job to its begin, the longest. */
  readonly longestDelaySeconds: number;
  /** Of this process, for planning, fair turns, course and merge of one task. */
  readonly microsecondsPerTask: number;
  readonly isEveryUnitCountedOnce: boolean;
}

const unitMs = 4;
const grain = 8;

export function simulate(scenario: Scenario): Figures {
  const begun = performance.now();
  const fleet = new SimulatedFleet(scenario);
  fleet.run();
  return fleet.figures(performance.now() - begun);
}

class SimulatedFleet {
  readonly #scenario: Scenario;
  readonly #timeline = new Timeline();
  readonly #pods: SimulatedPods;
  readonly #window = new FairWindow();
  readonly #jobs = new Map<string, SimulatedJob>();
  readonly #large: SimulatedJob;
  readonly #delays: number[] = [];
  /** Messages by second. */
  readonly #messages = new Map<number, number>();
  #isFilling = false;
  #tasks = 0;

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
    const random = seededRandom(scenario.seed);
    this.#pods = new SimulatedPods(scenario, this.#timeline, random);
    const units = Math.ceil((scenario.secondsPerPod * scenario.pods * 1000) / unitMs);
    // What the first worker measures is off by half.
    this.#large = this.#submit('large', { units, grain, unitMs, guessedUnitMs: unitMs / 2 });
    const small = { units: grain, grain, unitMs, guessedUnitMs: unitMs };
    for (let index = 0; index < scenario.smallJobs; index++) {
      const afterMs = random() * scenario.secondsPerPod * 800;
      this.#timeline.after(afterMs, () => void this.#submit(`small-${index}`, small));
    }
  }

  run(): void {
    this.#timeline.run(() => this.#large.counted !== null && this.#jobs.size === 0);
  }

  figures(realMs: number): Figures {
    const { pods } = this.#scenario;
    const seconds = this.#timeline.now / 1000;
    const counts = [...this.#messages.values()];
    return {
      pods,
      tasks: this.#tasks,
      deaths: this.#pods.deaths,
      seconds,
      messagesPerSecond: counts.reduce((sum, count) => sum + count, 0) / seconds,
      peakMessagesPerSecond: Math.max(...counts),
      efficiency: this.#pods.busyMs / 1000 / (seconds * pods),
      longestDelaySeconds: Math.max(0, ...this.#delays) / 1000,
      microsecondsPerTask: (realMs * 1000) / this.#tasks,
      isEveryUnitCountedOnce: this.#large.counted === this.#large.stage.units,
    };
  }

  #submit(name: string, stage: SimulatedStage): SimulatedJob {
    const job = new SimulatedJob(recordOf(name, this.#timeline.now), stage);
    this.#jobs.set(name, job);
    this.#fillSoon();
    return job;
  }

  /** What happens together is looked at once, as in the dispatcher. */
  #fillSoon(): void {
    if (this.#isFilling) return;
    this.#isFilling = true;
    this.#timeline.after(0, () => {
      this.#isFilling = false;
      this.#fill();
    });
  }

  #fill(): void {
    const slots = this.#scenario.pods;
    const claims = [...this.#jobs.values()].map((job) => claimOf(job, slots));
    const room = laneRoom({ slots, gateways: 1, foreignRunning: 0 });
    const granted = Map.groupBy(this.#window.grants(claims, room), (jobId) => jobId);
    for (const [jobId, grants] of granted) this.#handOut(this.#jobs.get(jobId)!, grants.length);
  }

  #handOut(job: SimulatedJob, count: number): void {
    const { course } = job;
    const { add, publish } = course.take(count, this.#scenario.pods);
    course.on({ kind: 'added', tasks: add });
    const taskIds = publish.map(({ taskId }) => taskId);
    course.on({ kind: 'published', taskIds, at: this.#timeline.now });
    this.#timeline.after(this.#scenario.storeMs, () => {
      for (const task of publish) this.#publish(job, task);
    });
  }

  #publish(job: SimulatedJob, task: NewTask): void {
    this.#tasks++;
    this.#count();
    const { id, createdAt } = job.course.job;
    this.#pods.publish({
      taskId: task.taskId,
      costMs: job.costMs(task),
      onStart: () => {
        if (job !== this.#large && task.kind === 'advance') {
          this.#delays.push(this.#timeline.now - createdAt);
        }
      },
      onDeath: () => {
        job.course.on({ kind: 'lost', taskId: task.taskId, reason: 'lost', error: null });
        job.course.on({ kind: 'published', taskIds: [task.taskId], at: this.#timeline.now });
      },
      onDone: () => {
        this.#count();
        job.done(task);
        if (job.counted !== null) this.#jobs.delete(id);
        this.#fillSoon();
      },
    });
  }

  #count(): void {
    const second = Math.floor(this.#timeline.now / 1000);
    this.#messages.set(second, (this.#messages.get(second) ?? 0) + 1);
  }
}

function claimOf({ course }: SimulatedJob, slots: number): Claim {
  const { id: jobId, tenant, createdAt } = course.job;
  return {
    jobId,
    tenant,
    createdAt,
    inFlight: course.inFlight,
    available: course.available(slots),
  };
}

/** Attempts are not what is simulated here. */
function recordOf(name: string, createdAt: number): JobRecord {
  const none = { waitingFor: null, startedAt: null, finishedAt: null, planned: null };
  return {
    ...none,
    id: name,
    tenant: name,
    subject: name,
    model: { sha256: name, sizeBytes: 0 },
    contentHash: name,
    bringsCode: false,
    pool: 'shared',
    createdAt,
    deadlineAt: null,
    maxAttempts: 100,
    recompute: true,
    idempotencyKey: null,
    traceparent: null,
    state: 'SCHEDULED',
    runtimeVersion: '0.5.0',
    progress: null,
    result: null,
    tables: [],
    executionRecord: null,
    error: null,
    answeredFrom: null,
    isCancelRequested: false,
    version: 1,
  };
}
