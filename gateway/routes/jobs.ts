/** GET and DELETE of jobs. */
import type { RequestHandler } from 'express';
import { fleetJobSchema, jobListSchema } from '../../contracts/wire/fleet-job.ts';
import { finalStates } from '../../contracts/wire/job.ts';
import { disconnectSignal } from '../../service/http/disconnect-signal.ts';
import { principalOf } from '../../service/http/request-context.ts';
import type { JobEnding } from '../jobs/job-ending.ts';
import { fleetJobOf, listedJobOf } from '../jobs/job-view.ts';
import type { JobWatcher } from '../jobs/job-watcher.ts';
import { jobListQuerySchema, jobQuerySchema } from '../openapi/queries.ts';
import { readQuery } from '../openapi/read-query.ts';
import type { JobStore } from '../store/job-store.ts';
import type { Lead } from '../works.ts';
import { askedJob } from './asked-job.ts';

export interface JobParts {
  readonly store: JobStore;
  readonly watcher: JobWatcher;
  readonly ending: JobEnding;
  readonly lead: Pick<Lead, 'chunkCounts'>;
  /** Aborted when the server goes down: nobody waits any longer. */
  readonly draining: AbortSignal;
}

export interface JobHandlers {
  readonly list: RequestHandler;
  readonly get: RequestHandler;
  readonly remove: RequestHandler;
}

const usualLimit = 50;

export function jobHandlers(parts: JobParts): JobHandlers {
  const { store } = parts;
  return {
    list: async (request, response) => {
      const asked = readQuery(jobListQuerySchema, request);
      const { state: states, createdAfter, createdBefore, limit, cursor } = asked;
      const filter = {
        tenant: principalOf(request).tenant,
        ...(states && { states }),
        ...(createdAfter !== undefined && { createdAfter: Date.parse(createdAfter) }),
        ...(createdBefore !== undefined && { createdBefore: Date.parse(createdBefore) }),
      };
      const page = await store.list(filter, limit ?? usualLimit, cursor ?? null);
      const { nextCursor } = page;
      response.json(jobListSchema.parse({ jobs: page.jobs.map(listedJobOf), nextCursor }));
    },
    get: getHandler(parts),
    remove: removeHandler(parts),
  };
}

function getHandler({ store, watcher, lead, draining }: JobParts): RequestHandler {
  return async (request, response) => {
    const { wait = 0 } = readQuery(jobQuerySchema, request);
    let job = await askedJob(store, request);
    if (wait > 0 && !finalStates.has(job.state)) {
      const signals = [AbortSignal.timeout(wait * 1000), disconnectSignal(response), draining];
      job = await watcher.untilEnded(job, AbortSignal.any(signals));
    }
    const about = {
      chunks: await lead.chunkCounts(job.id),
      totals: await store.taskTotals(job.id),
      transitions: await store.transitions(job.id),
    };
    response.json(fleetJobSchema.parse(fleetJobOf(job, about)));
  };
}

/** A job that is not at its end is cancelled and can still be asked for; one that is, is removed. */
function removeHandler({ store, ending }: JobParts): RequestHandler {
  return async (request, response) => {
    const job = await askedJob(store, request);
    if (finalStates.has(job.state)) await ending.remove(job);
    else await ending.cancel(job, principalOf(request).subject);
    response.status(204).end();
  };
}
