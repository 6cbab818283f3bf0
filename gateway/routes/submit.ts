/** POST /v1/jobs/submit and /v1/validate: a model comes in. */
import type { Request, RequestHandler } from 'express';
import { submittedFleetJobSchema } from '../../contracts/wire/fleet-job.ts';
import { problemOf } from '../../contracts/wire/problem-details.ts';
import { validationSchema, type Validation } from '../../contracts/wire/validation.ts';
import { LiveCalcError } from '../../contracts/errors.ts';
import type { PinnedAsset } from '../../intake/asset-shelf.ts';
import type { RunOrder } from '../../intake/run-order.ts';
import { checkEnginePins, enginePins } from '../../model/engine-pins.ts';
import { idempotencyKeyOf } from '../../service/http/idempotency-key.ts';
import { principalOf } from '../../service/http/request-context.ts';
import { traceparentOf } from '../../service/http/trace-context.ts';
import { submittedJobOf } from '../jobs/job-view.ts';
import { submitQuerySchema } from '../openapi/queries.ts';
import { readQuery } from '../openapi/read-query.ts';
import type { JobSubmission } from '../submission/job-submission.ts';
import { noteJob } from './asked-job.ts';

/** The order of a request's body, whatever form it has; throws what is wrong with it. */
export type TakeOrder = (request: Request, tenant: string) => Promise<RunOrder<PinnedAsset>>;

export interface SubmitParts {
  readonly takeOrder: TakeOrder;
  readonly submission: JobSubmission;
  /** Whether a proxy in front may say which scheme the client used. */
  readonly trustsProxy: boolean;
}

export function submitHandler({ takeOrder, submission, trustsProxy }: SubmitParts): RequestHandler {
  return async (request, response) => {
    const options = readQuery(submitQuerySchema, request);
    const idempotencyKey = idempotencyKeyOf(request);
    const traceparent = traceparentOf(request);
    const { tenant, subject } = principalOf(request);
    const order = await takeOrder(request, tenant);
    const job = await submission.submit(order, {
      ...options,
      subject,
      idempotencyKey,
      traceparent,
    });
    noteJob(request, job);
    const submitted = submittedJobOf(job, socketOrigin(request, trustsProxy));
    response
      .status(201)
      .location(`/v1/jobs/${job.id}`)
      .set('traceparent', traceparent)
      .json(submittedFleetJobSchema.parse(submitted));
  };
}

export function validateHandler({ takeOrder, submission }: SubmitParts): RequestHandler {
  return async (request, response) => {
    const { tenant } = principalOf(request);
    response.json(validationSchema.parse(await validation()));

    async function validation(): Promise<Validation> {
      try {
        using order = await takeOrder(request, tenant);
        await enginePins(order.config);
        await checkEnginePins(order.engines);
        const { contentHash, bringsCode } = order;
        const known = await submission.known(tenant, contentHash);
        const answeredFrom = known?.answeredFrom ?? known?.id ?? null;
        return { isValid: true, problem: null, checked, contentHash, answeredFrom, bringsCode };
      } catch (error) {
        if (!(error instanceof LiveCalcError) || !isOfModel(error)) throw error;
        const nothing = { contentHash: null, answeredFrom: null, bringsCode: null };
        return { isValid: false, problem: problemOf(error), checked, ...nothing };
      }
    }
  };
}

const checked: Validation['checked'] = ['config', 'files', 'engines'];

/** What is wrong with the request itself is its answer; what is wrong with the model was asked for. */
function isOfModel({ code, blame, retryable }: LiveCalcError): boolean {
  return blame === 'user' && !retryable && code !== 'REQUEST_INVALID' && code !== 'CANCELLED';
}

/** Where the client reached us, for its WebSocket. */
function socketOrigin(request: Request, trustsProxy: boolean): string {
  const forwarded = trustsProxy ? request.get('X-Forwarded-Proto') : undefined;
  const isSecure = forwarded?.split(',').at(-1)?.trim() === 'https';
  return `${isSecure ? 'wss' : 'ws'}://${request.get('Host') ?? 'localhost'}`;
}
