/** POST /execute and /v1/jobs/submit: a package or a submission becomes a job. */
import type { Request, RequestHandler } from 'express';
import { LiveCalcError } from '../../contracts/errors.ts';
import { problemError } from '../../contracts/wire/problem-details.ts';
import { submittedJobSchema, type SubmittedJob } from '../../contracts/wire/job.ts';
import { withGroupTables } from '../../runtime/pipeline/group-tables.ts';
import { disconnectSignal } from '../../service/http/disconnect-signal.ts';
import { idempotencyKeyOf } from '../../service/http/idempotency-key.ts';
import { contextOf, principalOf } from '../../service/http/request-context.ts';
import type { Intake } from '../../intake/intake.ts';
import type { RunOrder } from '../../intake/run-order.ts';
import type { Job } from '../jobs/job.ts';
import type { Jobs } from '../jobs/jobs.ts';
import { arrowMediaType, sendTable } from './send-table.ts';
import { takeOrder, type BodyLimits } from '../../intake/take-order.ts';
import type { PinnedFile } from '../../intake/assets/asset-store.ts';

export interface SubmitParts {
  readonly jobs: Jobs;
  readonly intake: Intake<PinnedFile>;
  readonly limits: BodyLimits;
}

/** `acceptedStatus` is the status of an answer that tells of the job: 202, or 201. */
export function submitHandler(parts: SubmitParts, acceptedStatus: 201 | 202): RequestHandler {
  return async (request, response) => {
    const idempotencyKey = idempotencyKeyOf(request);
    const { from, facts } = contextOf(request);
    const principal = principalOf(request);
    parts.jobs.checkRoom({ tenant: principal.tenant, idempotencyKey });
    // A client whose connection was cut asks again with its key.
    const signal = idempotencyKey === undefined ? disconnectSignal(response) : undefined;
    using stack = new DisposableStack();
    const order = stack.use(await takeOrder(request, principal.tenant, parts.intake, parts.limits));
    const table = wantsTable(request) ? askedTable(request, order) : null;
    stack.move();
    const job = await parts.jobs.submit(order, { principal, from, idempotencyKey, signal });
    facts.job = job.id;
    facts.runHash = job.status().planned!.runHash;
    if (table === null) {
      response.status(acceptedStatus).location(`/v1/jobs/${job.id}`).json(submittedJob(job));
    } else {
      await completed(request, job, signal);
      await sendTable(request, response, job, table);
    }
  };
}

function wantsTable(request: Request): boolean {
  return request.accepts(['application/json', arrowMediaType]) === arrowMediaType;
}

function submittedJob(job: Job): SubmittedJob {
  const { jobId, status, planned, createdAt } = job.status();
  const streamUrl = `/v1/jobs/${jobId}/stream`;
  return submittedJobSchema.parse({ jobId, status, ...planned, streamUrl, createdAt });
}

/**
 * Resolves when the tables are there. A client that asked without an Idempotency-Key and goes away
 * never learns of the job, so it ends (`gone`). Throws what the job ended with.
 */
async function completed(request: Request, job: Job, gone: AbortSignal | undefined): Promise<void> {
  const stop = (): void => job.stop.abort(gone?.reason);
  gone?.addEventListener('abort', stop, { once: true });
  await job.ended;
  gone?.removeEventListener('abort', stop);
  const { result, error } = job.status();
  if (result === null) throw problemError(error!);
  const { resultHash } = result;
  if (resultHash !== null) contextOf(request).facts.resultHash = resultHash;
}

/** The table that is the answer; whether there will be one is known before anything is valued. */
function askedTable({ query }: Request, { config }: RunOrder<PinnedFile>): string {
  const { tables } = withGroupTables(config).output;
  const asked = query['table'] ?? (tables.length === 1 ? tables[0] : undefined);
  const name = tables.find((table) => table === asked);
  if (name !== undefined) return name;
  const [found, expected] = [typeof asked === 'string' ? asked : 'nothing', tables.join(', ')];
  const message =
    `Accept asks for a table as the answer, and ?table names ${found}; the run makes ${expected}. ` +
    `Say which, for example ?table=${tables[0]}, or ask for more in output.tables.`;
  throw new LiveCalcError('REQUEST_INVALID', message, { found, expected });
}
