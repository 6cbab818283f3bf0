/** POST /execute and /v1/jobs/submit: a package or a submission becomes a job. */
import type { Request, RequestHandler, Response } from 'express';
import { LiveCalcError } from '../../contracts/errors.ts';
import { problemError } from '../../contracts/wire/problem-details.ts';
import { submittedJobSchema, type SubmittedJob } from '../../contracts/wire/job.ts';
import { disconnectSignal } from '../../service/http/disconnect-signal.ts';
import { contextOf, principalOf } from '../../service/http/request-context.ts';
import type { Intake } from '../intake/intake.ts';
import type { RunOrder } from '../intake/run-order.ts';
import type { Job } from '../jobs/job.ts';
import type { Jobs } from '../jobs/jobs.ts';
import { arrowMediaType, sendTable } from './send-table.ts';
import { readSubmission, requestBytes } from './request-body.ts';

export interface SubmitParts {
  readonly jobs: Jobs;
  readonly intake: Intake;
  readonly maxPackageBytes: number;
  readonly maxBodyBytes: number;
}

const packageMediaTypes = ['application/zip', 'application/vnd.livecalc.package+zip'];
const maxKeyLength = 255;

/** `acceptedStatus` is the status of an answer that tells of the job: 202, or 201. */
export function submitHandler(parts: SubmitParts, acceptedStatus: 201 | 202): RequestHandler {
  return async (request, response) => {
    const idempotencyKey = keyOf(request);
    parts.jobs.checkRoomFor(principalOf(request).tenant, idempotencyKey);
    const { from, facts } = contextOf(request);
    const principal = principalOf(request);
    // A client whose connection was cut asks again with its key.
    const signal = idempotencyKey === undefined ? disconnectSignal(response) : undefined;
    const order = await takeOrder(request, principal.tenant, parts);
    const job = await parts.jobs.submit(order, { principal, from, idempotencyKey, signal });
    facts.job = job.id;
    facts.runHash = job.status().planned!.runHash;
    if (request.accepts(['application/json', arrowMediaType]) === arrowMediaType) {
      await answerWithTable(request, response, job, signal);
    } else {
      response.status(acceptedStatus).location(`/v1/jobs/${job.id}`).json(submittedJob(job));
    }
  };
}

function submittedJob(job: Job): SubmittedJob {
  const { jobId, status, planned, createdAt } = job.status();
  const streamUrl = `/v1/jobs/${jobId}/stream`;
  return submittedJobSchema.parse({ jobId, status, ...planned, streamUrl, createdAt });
}

async function takeOrder(
  request: Request,
  tenant: string,
  { intake, maxPackageBytes, maxBodyBytes }: SubmitParts,
): Promise<RunOrder> {
  if (request.is(packageMediaTypes)) {
    return await intake.takePackage(requestBytes(request, maxPackageBytes, 'The package'), tenant);
  }
  if (request.is('application/json')) {
    return await intake.takeSubmission(await readSubmission(request, maxBodyBytes), tenant);
  }
  const found = request.get('Content-Type') ?? 'none';
  const expected = `application/json or ${packageMediaTypes.join(' or ')}`;
  const message = `The Content-Type is ${found}; expected ${expected}, and a body of that type.`;
  throw new LiveCalcError('REQUEST_INVALID', message, { found, expected });
}

/**
 * The named table, once it is there. A client that asked without an Idempotency-Key and goes away
 * never learns of the job, so it ends (`gone`).
 */
async function answerWithTable(
  request: Request,
  response: Response,
  job: Job,
  gone: AbortSignal | undefined,
): Promise<void> {
  const stop = (): void => job.stop.abort(gone?.reason);
  gone?.addEventListener('abort', stop, { once: true });
  await job.ended;
  gone?.removeEventListener('abort', stop);
  const { result, error } = job.status();
  if (result === null) throw problemError(error!);
  contextOf(request).facts.resultHash = result.resultHash;
  await sendTable(request, response, job, tableName(request, job));
}

function tableName({ query }: Request, job: Job): string {
  if (typeof query['table'] === 'string') return query['table'];
  const names = job.status().tables.map(({ table }) => table);
  if (names.length === 1) return names[0]!;
  const expected = names.join(', ');
  const message = `The job has the tables ${expected}. Say which is the answer, for example ?table=${names[0]}.`;
  throw new LiveCalcError('REQUEST_INVALID', message, { expected });
}

function keyOf(request: Request): string | undefined {
  const key = request.get('Idempotency-Key');
  if (key === undefined || (key.length > 0 && key.length <= maxKeyLength)) return key;
  const expected = `1 to ${maxKeyLength} characters`;
  const message = `The Idempotency-Key has ${key.length} characters, expected ${expected}.`;
  throw new LiveCalcError('REQUEST_INVALID', message, { expected });
}
