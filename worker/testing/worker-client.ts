/** A client over HTTP that checks every answer against the schemas of the wire. */
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import {
  finalStates,
  jobStatusSchema,
  submittedJobSchema,
  type JobStatus,
  type SubmittedJob,
} from '../../contracts/wire/job.ts';
import {
  problemMediaType,
  problemSchema,
  type Problem,
} from '../../contracts/wire/problem-details.ts';
import type { SubmissionInput } from '../../contracts/wire/submission.ts';

type Headers = Readonly<Record<string, string>>;

export class WorkerClient {
  readonly url: string;
  readonly #headers: Headers;

  constructor(url: string, headers: Headers = {}) {
    this.url = url;
    this.#headers = headers;
  }

  /** Any request; problems are checked against their schema. */
  async ask(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = { ...this.#headers, ...(init.headers as Headers | undefined) };
    const response = await fetch(this.url + path, { ...init, headers });
    if (response.status >= 400 && init.method !== 'HEAD' && !path.startsWith('/readyz')) {
      assert.equal(response.headers.get('content-type'), problemMediaType);
      problemSchema.parse(await response.clone().json());
    }
    return response;
  }

  post(
    body: SubmissionInput | Uint8Array<ArrayBuffer>,
    headers: Headers = {},
    path = '/execute',
  ): Promise<Response> {
    const isPackage = body instanceof Uint8Array;
    const type = isPackage ? 'application/zip' : 'application/json';
    const text = isPackage ? body : JSON.stringify(body);
    return this.ask(path, {
      method: 'POST',
      headers: { 'Content-Type': type, ...headers },
      body: text,
    });
  }

  /** Submits; fails the test where the answer is a problem. */
  async submit(body: SubmissionInput, headers: Headers = {}): Promise<SubmittedJob> {
    const response = await this.post(body, headers);
    assert.equal(response.status, 202, await response.clone().text());
    return submittedJobSchema.parse(await response.json());
  }

  async status(jobId: string): Promise<JobStatus> {
    return jobStatusSchema.parse(await (await this.ask(`/jobs/${jobId}`)).json());
  }

  /** The job once it satisfies `isWanted`; by default, once it has ended. */
  async until(
    jobId: string,
    isWanted: (job: JobStatus) => boolean = ({ status }) => finalStates.has(status),
  ): Promise<JobStatus> {
    for (;;) {
      const job = await this.status(jobId);
      if (isWanted(job)) return job;
      if (finalStates.has(job.status)) throw new Error(`The job ended: ${JSON.stringify(job)}`);
      await delay(20);
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
