/**
 * Leads jobs of the fleet: takes leases, has one lead per job, and lets them publish in fair order.
 *
 * Several gateways may do so at once. What they must agree on is in the store; what they tell each other
 * is news, which may be lost.
 */
import type { Lane, News } from '../../fleet/queue/queue.ts';
import type { Fence, JobRecord } from '../store/job-store.ts';
import { Conversions } from './conversions.ts';
import { cancelledError } from './core/course-errors.ts';
import { FairWindow, laneRoom, type Claim } from './core/fair-window.ts';
import { FleetView } from './core/fleet-view.ts';
import { chunkCounts, type ChunkCounts } from './core/job-progress.ts';
import { waitingReason } from './core/waiting-reason.ts';
import { EndedJobs } from './ended-jobs.ts';
import { JobLead } from './job-lead.ts';
import { JobMoves } from './job-moves.ts';
import { Leases } from './leases.ts';
import { OutcomeIntake } from './outcome-intake.ts';
import { Payloads } from './payloads.ts';
import { usualSettings, type DispatchServices, type DispatchSettings } from './services.ts';

export interface DispatcherOptions extends Omit<
  DispatchServices,
  'fleet' | 'payloads' | 'ended' | 'settings'
> {
  readonly settings?: Partial<DispatchSettings>;
}

/** The jobs of a lane that this gateway leads. */
interface LaneLeads {
  readonly lane: Lane;
  readonly leads: readonly JobLead[];
}

export class Dispatcher {
  readonly fleet: FleetView;
  readonly conversions: Conversions;
  readonly #services: DispatchServices;
  readonly #moves: JobMoves;
  readonly #leads = new Map<string, JobLead>();
  readonly #windows = new Map<string, FairWindow>();
  readonly #leases: Leases;
  readonly #intake: OutcomeIntake;
  readonly #stopping: (() => void | Promise<void>)[] = [];
  /** By lane: tasks that workers run for jobs of other gateways, as of the last tick. */
  readonly #foreign = new Map<string, number>();
  #isFilling = false;

  constructor(options: DispatcherOptions) {
    this.fleet = new FleetView(options.elapsed);
    const payloads = new Payloads(options.store, options.objects);
    const settings = { ...usualSettings, ...options.settings };
    const ended = new EndedJobs(options);
    this.#services = { ...options, fleet: this.fleet, payloads, ended, settings };
    this.#moves = new JobMoves(this.#services);
    this.conversions = new Conversions(this.#services);
    this.#leases = new Leases(this.#services, {
      onLeased: (fence) => this.#lead(fence),
      onLost: (jobId) => void this.#leads.get(jobId)?.leave(),
    });
    const leadOf = (jobId: string): JobLead | null => this.#leads.get(jobId) ?? null;
    this.#intake = new OutcomeIntake(this.#services, this.conversions, leadOf);
  }

  start(): void {
    const { queue, settings } = this.#services;
    const news = queue.onNews((told) => this.#hear(told));
    const outcomes = queue.onOutcome(async (reported) => await this.#intake.take(reported));
    const timer = setInterval(() => this.#tick(), settings.tickMs);
    this.#stopping.push(
      () => clearInterval(timer),
      () => news[Symbol.dispose](),
      async () => await outcomes[Symbol.asyncDispose](),
    );
    this.#leases.start();
  }

  /** Gives its jobs up to other gateways; workers go on with what they have. */
  async stop(): Promise<void> {
    for (const stop of this.#stopping.splice(0)) await stop();
    const leads = [...this.#leads.values()];
    await Promise.all(leads.map(async (lead) => await lead.leave()));
    await this.#leases.stop(leads.map(({ fence }) => fence));
    await this.#services.ended.stop();
  }

  /** Jobs that this gateway leads. */
  get leading(): number {
    return this.#leads.size;
  }

  /** Something of a job has changed: it was submitted, or its end is asked for. */
  kick(jobId: string): void {
    const lead = this.#leads.get(jobId);
    if (lead === undefined) this.#leases.ask();
    else lead.look();
  }

  /**
   * Ends a job that is not at its end, at once and whoever leads it. Null where there is none, or where it
   * has come to its end. `by` as in transitions. Throws BACKEND_UNAVAILABLE.
   */
  async cancel(tenant: string, jobId: string, by: string): Promise<JobRecord | null> {
    // Noted first: should this gateway end here, the lead goes on with it.
    if (!(await this.#services.store.requestCancel(tenant, jobId))) return null;
    const job = await this.#moves.cancel(jobId, cancelledError, by, null);
    this.#leads.get(jobId)?.look();
    return job;
  }

  /** Chunks of a job, as its lead knows them, or as they are stored. Throws BACKEND_UNAVAILABLE. */
  async chunkCounts(jobId: string): Promise<ChunkCounts> {
    const lead = this.#leads.get(jobId);
    const running = this.fleet.running();
    if (lead === undefined || lead.course === null || lead.lane === null) {
      return chunkCounts(await this.#services.store.tasks(jobId), running, 0);
    }
    const uncut = lead.course.uncut(this.fleet.slots(lead.lane));
    return chunkCounts(lead.course.tasks, running, uncut);
  }

  /** Tasks that wait for a worker in each lane, of the jobs that this gateway leads: what scaling goes by. */
  waiting(): readonly { readonly lane: Lane; readonly tasks: number }[] {
    const running = this.fleet.running();
    return this.#lanes().map(({ lane, leads }) => {
      const atWorkers = leads
        .flatMap(({ course }) => course?.published() ?? [])
        .filter(({ taskId }) => running.has(taskId)).length;
      const tasks = claimsOf(leads, this.fleet.slots(lane)).reduce(
        (sum, { inFlight, available }) => sum + inFlight + available,
        0,
      );
      return { lane, tasks: tasks - atWorkers };
    });
  }

  #lead(fence: Fence): void {
    void this.#leads.get(fence.jobId)?.leave();
    const lead: JobLead = new JobLead(fence, this.#services, {
      onTurn: () => this.#fillSoon(),
      onLeft: () => {
        this.#leases.drop(fence);
        if (this.#leads.get(fence.jobId) === lead) this.#leads.delete(fence.jobId);
        this.#fillSoon();
      },
    });
    this.#leads.set(fence.jobId, lead);
  }

  #hear(news: News): void {
    if (news.kind === 'stop') return;
    if (news.kind === 'job') {
      this.conversions.look(news.jobId);
      // Alone, what is told was done here.
      if (this.#leases.gateways > 1) this.#leads.get(news.jobId)?.look();
      return;
    }
    this.fleet.take(news.status);
    this.#fillSoon();
  }

  #tick(): void {
    // Now and then only: a job that is done by then need not have been RUNNING.
    for (const [task] of this.fleet.running().values()) {
      const lead = this.#leads.get(task!.jobId);
      if (lead?.course?.job.state === 'SCHEDULED') lead.on({ kind: 'running' });
    }
    for (const { lane, leads } of this.#lanes()) {
      const slots = this.fleet.slots(lane);
      const claims = claimsOf(leads, slots);
      this.#foreign.set(nameOf(lane), this.#foreignRunning(lane));
      for (const lead of leads) {
        const { id: jobId, tenant, state } = lead.course!.job;
        lead.tick(
          state === 'PENDING' ? waitingReason({ jobId, tenant, lane, slots, claims }) : null,
        );
      }
    }
    this.#fillSoon();
  }

  /** What happens together is looked at once. */
  #fillSoon(): void {
    if (this.#isFilling) return;
    this.#isFilling = true;
    setImmediate(() => {
      this.#isFilling = false;
      for (const lane of this.#lanes()) this.#fill(lane);
    });
  }

  #fill({ lane, leads }: LaneLeads): void {
    const slots = this.fleet.slots(lane);
    const claims = claimsOf(leads, slots);
    if (claims.every(({ available }) => available === 0)) return;
    const foreignRunning = this.#foreign.get(nameOf(lane)) ?? 0;
    const room = laneRoom({ slots, gateways: this.#leases.gateways, foreignRunning });
    const window = this.#windows.get(nameOf(lane)) ?? new FairWindow();
    this.#windows.set(nameOf(lane), window);
    const granted = Map.groupBy(window.grants(claims, room), (jobId) => jobId);
    for (const [jobId, grants] of granted) this.#leads.get(jobId)?.grant(grants.length);
  }

  #foreignRunning(lane: Lane): number {
    const running = [...this.fleet.runningIn(lane).values()].flat();
    return running.filter(({ jobId }) => !this.#leads.has(jobId)).length;
  }

  #lanes(): readonly LaneLeads[] {
    const lanes = new Map<string, { lane: Lane; leads: JobLead[] }>();
    for (const lead of this.#leads.values()) {
      const { lane } = lead;
      if (lane === null) continue;
      const name = nameOf(lane);
      const known = lanes.get(name) ?? { lane, leads: [] };
      known.leads.push(lead);
      lanes.set(name, known);
    }
    return [...lanes.values()];
  }
}

function nameOf({ runtimeVersion, pool }: Lane): string {
  return `${runtimeVersion} ${pool}`;
}

function claimsOf(leads: readonly JobLead[], slots: number): readonly Claim[] {
  return leads.flatMap((lead) => lead.claim(slots) ?? []);
}
