/** A client over HTTP that checks every answer against the published document. */
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import {
  fleetJobSchema,
  submittedFleetJobSchema,
  type FleetJob,
  type SubmittedFleetJob,
} from '../../contracts/wire/fleet-job.ts';
import { finalStates } from '../../contracts/wire/job.ts';
import { problemSchema, type Problem } from '../../contracts/wire/problem-details.ts';
import type { SubmissionInput } from '../../contracts/wire/submission.ts';
import { checkAnswer } from './published-document.ts';

type Headers = Readonly<Record<string, string>>;

export class GatewayClient {
  readonly url: string;
  readonly #headers: Headers;

  constructor(url: string, headers: Headers = {}) {
    this.url = url;
    this.#headers = headers;
  }

  /** Of another user of the same gateway. */
  as(token: string): GatewayClient {
    return new GatewayClient(this.url, { Authorization: `Bearer ${token}` });
  }

  async ask(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = { ...this.#headers, ...(init.headers as Headers | undefined) };
    const response = await fetch(this.url + path, { redirect: 'manual', ...init, headers });
    checkAnswer({
      method: init.method ?? 'GET',
      url: path,
      status: response.status,
      contentType: response.headers.get('content-type'),
      body: await response.clone().bytes(),
    });
    return response;
  }

  async json(path: string): Promise<unknown> {
    const response = await this.ask(path);
    assert.equal(response.status, 200, await response.clone().text());
    return await response.json();
  }

  post(
    body: SubmissionInput | Uint8Array<ArrayBuffer> | FormData,
    { path = '/v1/jobs/submit', headers = {} }: { path?: string; headers?: Headers } = {},
  ): Promise<Response> {
    if (body instanceof FormData) return this.ask(path, { method: 'POST', headers, body });
    const isPackage = body instanceof Uint8Array;
    const type = isPackage ? 'application/zip' : 'application/json';
    return this.ask(path, {
      method: 'POST',
      headers: { 'Content-Type': type, ...headers },
      body: isPackage ? body : JSON.stringify(body),
    });
  }

  /** Submits; fails the test where the answer is a problem. */
  async submit(
    body: SubmissionInput | Uint8Array<ArrayBuffer> | FormData,
    options: { path?: string; headers?: Headers } = {},
  ): Promise<SubmittedFleetJob> {
    const response = await this.post(body, options);
    assert.equal(response.status, 201, await response.clone().text());
    return submittedFleetJobSchema.parse(await response.json());
  }

  async job(jobId: string, waitSeconds = 0): Promise<FleetJob> {
    return fleetJobSchema.parse(await this.json(`/v1/jobs/${jobId}?wait=${waitSeconds}`));
  }

  /** Resolves once a worker has begun the job; fails the test where it ends before. */
  async running(jobId: string): Promise<void> {
    for (;;) {
      const { status, error } = await this.job(jobId);
      if (status === 'RUNNING') return;
      assert.ok(!finalStates.has(status), `It is ${status} already: ${error?.detail}`);
      await delay(20);
    }
  }

  /** The job once it has ended. */
  async ended(jobId: string): Promise<FleetJob> {
    for (;;) {
      const job = await this.job(jobId, 30);
      if (finalStates.has(job.status)) return job;
    }
  }
}

/** The problem that a response holds. */
export async function problemIn(response: Response | Promise<Response>): Promise<Problem> {
  const answer = await response;
  const problem = problemSchema.parse(await answer.json());
  assert.equal(answer.status, problem.status);
  return problem;
}
