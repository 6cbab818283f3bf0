/** GET /v1/usage. */
import type { RequestHandler } from 'express';
import { LiveCalcError } from '../../contracts/errors.ts';
import { usageSchema } from '../../contracts/wire/usage.ts';
import { principalOf } from '../../service/http/request-context.ts';
import { usageQuerySchema } from '../openapi/queries.ts';
import { readQuery } from '../openapi/read-query.ts';
import type { JobStore } from '../store/job-store.ts';

const usualDays = 30;
const dayMs = 86_400_000;

export function usageHandler(store: Pick<JobStore, 'usage'>, now: () => number): RequestHandler {
  return async (request, response) => {
    const asked = readQuery(usageQuerySchema, request);
    const to = asked.to ?? dayOf(now());
    const from = asked.from ?? dayOf(Date.parse(to) - usualDays * dayMs);
    if (from > to) {
      const message = `The usage from ${from} to ${to} was asked for; expected a first day that is not after the last.`;
      throw new LiveCalcError('REQUEST_INVALID', message, {
        found: from,
        expected: `at most ${to}`,
      });
    }
    const { tenant } = principalOf(request);
    const days = (await store.usage(tenant, from, to)).map(({ day, jobs, computeSeconds }) => ({
      day,
      jobs,
      computeSeconds,
    }));
    const total = {
      jobs: days.reduce((sum, { jobs }) => sum + jobs, 0),
      computeSeconds: days.reduce((sum, { computeSeconds }) => sum + computeSeconds, 0),
    };
    response.json(usageSchema.parse({ tenant, from, to, days, total }));
  };
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
