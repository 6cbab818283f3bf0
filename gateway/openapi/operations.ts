/** Everything that can be asked of a gateway over HTTP: one table for routes, document and tests. */
import { z } from 'zod';
import { executionRecordSchema } from '../../contracts/execution-record.ts';
import {
  fleetJobSchema,
  jobListSchema,
  submittedFleetJobSchema,
} from '../../contracts/wire/fleet-job.ts';
import { fleetStatusSchema } from '../../contracts/wire/fleet-status.ts';
import { healthSchema } from '../../contracts/wire/health.ts';
import { resultListSchema } from '../../contracts/wire/result-list.ts';
import { submissionSchema } from '../../contracts/wire/submission.ts';
import { usageSchema } from '../../contracts/wire/usage.ts';
import { validationSchema } from '../../contracts/wire/validation.ts';
import type { Answer, Content, Operation } from './operation.ts';
import {
  jobListQuerySchema,
  jobQuerySchema,
  submitQuerySchema,
  tableQuerySchema,
  usageQuerySchema,
} from './queries.ts';

const json = (description: string, schema: z.ZodType): Answer => ({
  description,
  content: { 'application/json': schema },
});
const none = (description: string): Answer => ({ description });

/** A model: a package, its files one by one, or JSON. */
const modelBody: Readonly<Record<string, Content>> = {
  'application/json': submissionSchema,
  'application/zip': 'bytes',
  'application/vnd.livecalc.package+zip': 'bytes',
  'multipart/form-data': 'bytes',
};

export const readyStateSchema = z.strictObject({
  status: z.enum(['starting', 'ready', 'draining']),
});
export const aliveSchema = z.strictObject({ status: z.literal('ok') });

const watching = {
  livez: {
    method: 'get',
    path: '/livez',
    door: 'open',
    summary: 'Whether the process lives.',
    answers: { 200: json('It does.', aliveSchema) },
  },
  readyz: {
    method: 'get',
    path: '/readyz',
    door: 'open',
    summary: 'Whether it takes requests: its store answers, and it is not on its way down.',
    answers: { 200: json('It does.', readyStateSchema), 503: json('Not now.', readyStateSchema) },
  },
  health: {
    method: 'get',
    path: '/health',
    door: 'open',
    summary: 'How it is; with credentials, more of it.',
    answers: { 200: json('How it is.', healthSchema) },
  },
  metrics: {
    method: 'get',
    path: '/metrics',
    door: 'server.read',
    summary: 'What it counts, for Prometheus.',
    answers: { 200: { description: 'Counters and gauges.', content: { 'text/plain': 'text' } } },
  },
  openapi: {
    method: 'get',
    path: '/openapi.json',
    door: 'server.read',
    summary: 'This document.',
    answers: { 200: json('OpenAPI 3.1.', z.looseObject({ openapi: z.string() })) },
  },
  docs: {
    method: 'get',
    path: '/docs',
    door: 'server.read',
    summary: 'This document to read and try in a browser.',
    answers: { 200: { description: 'A page.', content: { 'text/html': 'text' } } },
  },
  docsFile: {
    method: 'get',
    path: '/docs/{file}',
    door: 'server.read',
    summary: 'A file of that page.',
    answers: {
      200: {
        description: 'Its bytes.',
        content: { 'text/css': 'text', 'text/javascript': 'text', 'image/png': 'bytes' },
      },
    },
  },
} as const satisfies Record<string, Operation>;

const jobs = {
  submitJob: {
    method: 'post',
    path: '/v1/jobs/submit',
    door: 'job.submit',
    summary: 'Submits a run.',
    query: submitQuerySchema,
    headers: {
      'Idempotency-Key': 'The same key with the same model is the same job.',
      traceparent: 'W3C trace context, kept with the job.',
    },
    body: modelBody,
    answers: { 201: json('The job.', submittedFleetJobSchema) },
  },
  validate: {
    method: 'post',
    path: '/v1/validate',
    door: 'model.check',
    summary: 'Checks a run as far as it can be without reading its tables. Nothing is valued.',
    body: modelBody,
    answers: { 200: json('What was found.', validationSchema) },
  },
  listJobs: {
    method: 'get',
    path: '/v1/jobs',
    door: 'job.read',
    summary: 'Jobs of the tenant, the newest first.',
    query: jobListQuerySchema,
    answers: { 200: json('A page of them.', jobListSchema) },
  },
  getJob: {
    method: 'get',
    path: '/v1/jobs/{jobId}',
    door: 'job.read',
    summary: 'A job: its state and why it is in it, how far it is, its result.',
    query: jobQuerySchema,
    answers: { 200: json('The job as it stands.', fleetJobSchema) },
  },
  cancelJob: {
    method: 'delete',
    path: '/v1/jobs/{jobId}',
    door: 'job.cancel',
    summary: 'Cancels a job; one that is at its end is removed with its results.',
    answers: { 204: none('It is at its end, and workers are told; or it is gone.') },
  },
  streamJob: {
    method: 'get',
    path: '/v1/jobs/{jobId}/stream',
    door: 'open',
    summary:
      'A WebSocket (livecalc.v1) with the tables of the job; it asks for credentials itself.',
    answers: { 101: none('The socket is open.') },
  },
  stream: {
    method: 'get',
    path: '/stream',
    door: 'open',
    summary: 'A WebSocket (livecalc.v1); it asks for credentials itself.',
    answers: { 101: none('The socket is open.') },
  },
  listTables: {
    method: 'get',
    path: '/v1/jobs/{jobId}/results',
    door: 'result.read',
    summary: 'The tables of a result, and the forms in which they can be had.',
    answers: { 200: json('The tables.', resultListSchema) },
  },
  getTable: {
    method: 'get',
    path: '/v1/jobs/{jobId}/results/{table}',
    door: 'result.read',
    summary: 'A table of a result, in the form that Accept or ?format asks for.',
    query: tableQuerySchema,
    headers: {
      Accept: 'One of the media types of the answer; an Arrow IPC stream by default.',
      Range: 'Of bytes.',
      'If-None-Match': 'The ETag, which is the SHA-256 of the bytes.',
      'If-Range': 'The ETag of the bytes that are there already.',
    },
    answers: {
      200: { description: 'Its bytes.', content: tableContent() },
      206: { description: 'A part of them.', content: tableContent() },
      304: none('They are as they were.'),
    },
  },
  getExecution: {
    method: 'get',
    path: '/v1/jobs/{jobId}/execution',
    door: 'result.read',
    summary: 'The execution record: what happened in the run, and what took the time.',
    headers: {
      Range: 'Of bytes.',
      'If-None-Match': 'The ETag, which is the SHA-256 of the bytes.',
      'If-Range': 'The ETag of the bytes that are there already.',
    },
    answers: {
      200: json('execution.json.', executionRecordSchema),
      206: { description: 'A part of it.', content: { 'application/json': 'bytes' } },
      304: none('It is as it was.'),
    },
  },
} as const satisfies Record<string, Operation>;

const others = {
  putAsset: {
    method: 'put',
    path: '/v1/assets/{sha256}',
    door: 'asset.write',
    summary: 'Stores a file, which submissions may then name by its hash.',
    body: { 'application/octet-stream': 'bytes' },
    answers: { 204: none('It is stored.') },
  },
  findAsset: {
    method: 'head',
    path: '/v1/assets/{sha256}',
    door: 'asset.read',
    summary: 'Whether a file is stored, and its size.',
    answers: { 200: none('It is.') },
  },
  getUsage: {
    method: 'get',
    path: '/v1/usage',
    door: 'usage.read',
    summary: 'Jobs and compute seconds of the tenant, by day.',
    query: usageQuerySchema,
    answers: { 200: json('What was used.', usageSchema) },
  },
  exportAudit: {
    method: 'get',
    path: '/v1/audit',
    door: 'audit.read',
    summary: "The tenant's audit lines in the order of their chain, whose head is in a header.",
    answers: {
      200: { description: 'JSON lines.', content: { 'application/jsonl': 'text' } },
    },
  },
  getFleet: {
    method: 'get',
    path: '/v1/fleet',
    door: 'fleet.read',
    summary: 'Workers, what each does, what waits, how fast it goes.',
    answers: { 200: json('The fleet as this gateway sees it.', fleetStatusSchema) },
  },
} as const satisfies Record<string, Operation>;

const object = { path: '/fleet/v1/objects/{sha256}', door: 'object token' } as const;

/** How workers come to the objects of a task; routes of gateway/objects. */
export const objectOperations = {
  getObject: {
    ...object,
    method: 'get',
    summary: 'The bytes of an object, or where the store has them.',
    headers: { Range: 'Of bytes.' },
    answers: {
      200: { description: 'Its bytes.', content: { 'application/octet-stream': 'bytes' } },
      206: { description: 'A part of them.', content: { 'application/octet-stream': 'bytes' } },
      304: none('They are as they were.'),
      307: none('Location has them, for a while.'),
    },
  },
  findObject: {
    ...object,
    method: 'head',
    summary: 'Whether an object is stored, and its size.',
    answers: { 200: none('It is.') },
  },
  putObject: {
    ...object,
    method: 'put',
    summary: 'Stores an object.',
    body: { 'application/octet-stream': 'bytes' },
    answers: { 204: none('It is stored.') },
  },
} as const satisfies Record<string, Operation>;

export const operations = { ...watching, ...jobs, ...others } as const;

export type OperationId = keyof typeof operations;

function tableContent(): Readonly<Record<string, Content>> {
  return {
    'application/vnd.apache.arrow.stream': 'bytes',
    'application/vnd.apache.parquet': 'bytes',
    'text/csv': 'text',
    'application/json': z.array(z.record(z.string(), z.unknown())),
  };
}
