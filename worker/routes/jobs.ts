/** GET and DELETE of a job, its tables, and its execution record. */
import type { Request, RequestHandler } from 'express';
import { jobStatusSchema } from '../../contracts/wire/job.ts';
import { contextOf, principalOf } from '../../service/http/request-context.ts';
import type { Job } from '../jobs/job.ts';
import type { Jobs } from '../jobs/jobs.ts';
import { sendFile, sendTable } from './send-table.ts';

export interface JobHandlers {
  readonly status: RequestHandler;
  readonly remove: RequestHandler;
  readonly table: RequestHandler;
  readonly execution: RequestHandler;
}

export function jobHandlers(jobs: Jobs, onSent: (bytes: number) => void): JobHandlers {
  return {
    status: (request, response) => {
      response.json(jobStatusSchema.parse(askedJob(jobs, request).status()));
    },
    /** A job that is not at its end is cancelled and can still be asked for; one that is, is removed. */
    remove: async (request, response) => {
      const job = askedJob(jobs, request);
      if (job.isEnded) job.remove();
      else await jobs.cancel(job.id, principalOf(request).tenant);
      response.status(204).end();
    },
    execution: async (request, response) => {
      const job = askedJob(jobs, request);
      using file = job.useRecord();
      await sendFile(request, response, job, { ...file, mediaType: 'application/json' });
    },
    table: async (request, response) => {
      await sendTable(request, response, askedJob(jobs, request), String(request.params['table']));
      if (request.method === 'GET') onSent(Number(response.get('Content-Length') ?? 0));
    },
  };
}

function askedJob(jobs: Jobs, request: Request): Job {
  const job = jobs.find(String(request.params['jobId']), principalOf(request).tenant);
  const { planned, result } = job.status();
  const { facts } = contextOf(request);
  facts.job = job.id;
  if (planned) facts.runHash = planned.runHash;
  if (result?.resultHash) facts.resultHash = result.resultHash;
  return job;
}
