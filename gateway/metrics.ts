/** What a gateway counts, for Prometheus. No label names a tenant or a job. */
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import type { FleetLane } from '../contracts/wire/fleet-status.ts';
import { jobStates } from '../contracts/wire/job.ts';
import { sharedPool } from '../contracts/wire/task.ts';
import type { SeenWorker } from './dispatch/core/fleet-view.ts';
import type { JobStore } from './store/job-store.ts';

/** What is measured when it is asked for. */
export interface MeasuredGateway {
  readonly store: Pick<JobStore, 'counts'>;
  readonly lanes: () => readonly FleetLane[];
  readonly workers: () => readonly SeenWorker[];
  readonly leads: () => number;
  readonly openSockets: () => number;
  readonly bufferedBytes: () => number;
}

export class Metrics {
  readonly registry = new Registry();
  readonly #bytes = this.#counter('result_bytes_total', 'Bytes of results that were sent.', ['by']);
  readonly #problems = this.#counter('problems_total', 'Requests that ended with a problem.', [
    'code',
  ]);

  constructor() {
    // Memory and CPU of the server, and the delay of its event loop.
    collectDefaultMetrics({ register: this.registry, prefix: 'livecalc_' });
  }

  sent(bytes: number, by: 'http' | 'socket'): void {
    this.#bytes.inc({ by }, bytes);
  }

  problem(code: string): void {
    this.#problems.inc({ code });
  }

  /** Adds what is measured when it is asked for. */
  measure(gateway: MeasuredGateway): void {
    const { store, lanes, workers } = gateway;
    const ofLanes = (name: string, help: string, of: (one: FleetLane) => number): void =>
      this.#gauge(name, help, ['pool'], () => sumByPool(lanes(), of));
    ofLanes(
      'chunks_waiting',
      'Tasks that no worker has, of the jobs that this gateway leads.',
      ({ waiting }) => waiting,
    );
    ofLanes('tasks_running', "Tasks in workers' hands.", ({ running }) => running);
    ofLanes('worker_slots', 'Tasks that live workers take at the same time.', ({ slots }) => slots);
    this.#gauge('workers', 'Workers by state.', ['state'], () =>
      (['ready', 'draining'] as const).map((state) => {
        const count = workers().filter(({ status }) => status.state === state).length;
        return [{ state }, count] as const;
      }),
    );
    this.#gauge('jobs', 'Jobs in the store by state.', ['state'], async () => {
      const { byState } = await store.counts();
      return jobStates.map((state) => [{ state }, byState[state] ?? 0] as const);
    });
    this.#one('jobs_led', 'Jobs that this gateway leads.', gateway.leads);
    this.#one('sockets_open', 'Open WebSockets.', gateway.openSockets);
    this.#one('socket_buffered_bytes', 'Results waiting in memory.', gateway.bufferedBytes);
  }

  #one(name: string, help: string, measure: () => number): void {
    this.#gauge(name, help, [], () => [[{}, measure()] as const]);
  }

  #gauge(name: string, help: string, labelNames: readonly string[], measure: Measure): void {
    const gauge: Gauge = new Gauge({
      name: `livecalc_${name}`,
      help,
      labelNames,
      registers: [this.registry],
      collect: async () => {
        gauge.reset();
        for (const [labels, value] of await measure()) gauge.set({ ...labels }, value);
      },
    });
  }

  #counter<L extends string>(name: string, help: string, labelNames: L[]): Counter<L> {
    return new Counter({ name: `livecalc_${name}`, help, labelNames, registers: [this.registry] });
  }
}

type Measured = readonly (readonly [Readonly<Record<string, string>>, number])[];
type Measure = () => Measured | Promise<Measured>;

/** Versions together: what scales workers does not know of them. The shared pool is always there. */
function sumByPool(lanes: readonly FleetLane[], of: (lane: FleetLane) => number): Measured {
  const sums = new Map<string, number>([[sharedPool, 0]]);
  for (const lane of lanes) sums.set(lane.pool, (sums.get(lane.pool) ?? 0) + of(lane));
  return [...sums].map(([pool, sum]) => [{ pool }, sum]);
}
