/** GET of /v1/jobs/{jobId}/results, /v1/jobs/{jobId}/results/{table} and /v1/jobs/{jobId}/execution. */
import type { Request, RequestHandler, Response } from 'express';
import { LiveCalcError } from '../../contracts/errors.ts';
import { finalStates, type StoredTable } from '../../contracts/wire/job.ts';
import { resultListSchema } from '../../contracts/wire/result-list.ts';
import { disconnectSignal } from '../../service/http/disconnect-signal.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import { sendObject } from '../objects/send-object.ts';
import type { JobRecord } from '../store/job-store.ts';
import type { Representations } from './representations.ts';
import { askedForm, formNames, tableForms } from './table-forms.ts';

export interface ResultParts {
  /** The job of the address. Throws NOT_FOUND, also for another tenant's. */
  readonly askedJob: (request: Request) => Promise<JobRecord>;
  readonly objects: ObjectStore;
  readonly representations: Representations;
}

export interface ResultHandlers {
  readonly list: RequestHandler;
  /** Answers 200, 206, 304. Throws NOT_FOUND, NOT_READY, NOT_ACCEPTABLE, RANGE_INVALID, BACKEND_UNAVAILABLE. */
  readonly table: RequestHandler;
  /** Answers and throws as `table`; nothing is converted. */
  readonly execution: RequestHandler;
}

const retryAfterSeconds = '2';

export function resultHandlers(parts: ResultParts): ResultHandlers {
  return {
    list: async (request, response) => {
      const job = await parts.askedJob(request);
      const tables = job.tables.map((table) => ({ ...table, forms: formsOf(job, table) }));
      response.json(resultListSchema.parse({ jobId: job.id, status: job.state, tables }));
    },
    table: orLater((request, response) => sendTable(request, response, parts)),
    execution: orLater((request, response) => sendRecord(request, response, parts)),
  };
}

type Send = (request: Request, response: Response) => Promise<void>;

function orLater(send: Send): RequestHandler {
  return async (request, response) => {
    try {
      await send(request, response);
    } catch (error) {
      const isLater = error instanceof LiveCalcError && error.code === 'NOT_READY';
      if (isLater) response.set('Retry-After', retryAfterSeconds);
      throw error;
    }
  };
}

async function sendRecord(
  request: Request,
  response: Response,
  { askedJob, objects }: ResultParts,
): Promise<void> {
  const { state, tenant, executionRecord } = await askedJob(request);
  if (!finalStates.has(state)) throw notDone('The execution record', state);
  if (executionRecord === null) {
    const message = `There is no execution record of this job: it is ${state}, and it or what computed its result left none.`;
    throw new LiveCalcError('NOT_FOUND', message, { found: state });
  }
  const headers = { 'Content-Type': 'application/json' };
  await sendObject(request, response, objects, { tenant, object: executionRecord, headers });
}

async function sendTable(
  request: Request,
  response: Response,
  { askedJob, objects, representations }: ResultParts,
): Promise<void> {
  response.vary('Accept');
  const job = await askedJob(request);
  const form = askedForm(request);
  const table = tableOf(job, String(request.params['table']));
  const object = await representations.get(job, table, form, disconnectSignal(response));
  // While a form was made the result may have been withdrawn (I7).
  if (form !== 'arrow') tableOf(await askedJob(request), table.table);
  const { mediaType, ending } = tableForms[form];
  const filename = `${table.table.replaceAll(/[^\w.-]/g, '_')}.${ending}`;
  const headers = {
    'Content-Type': mediaType,
    'Content-Disposition': `attachment; filename="${filename}"`,
  };
  await sendObject(request, response, objects, { tenant: job.tenant, object, headers });
}

function formsOf({ id }: JobRecord, { table }: StoredTable) {
  return formNames.map((format) => ({
    format,
    mediaType: tableForms[format].mediaType,
    url: `/v1/jobs/${id}/results/${encodeURIComponent(table)}?format=${format}`,
  }));
}

function tableOf({ state, tables }: JobRecord, name: string): StoredTable {
  if (!finalStates.has(state)) throw notDone('Every table', state);
  const table = tables.find((one) => one.table === name);
  if (table !== undefined) return table;
  const expected = tables.map((one) => one.table).join(', ');
  const has = expected === '' ? 'no tables' : `the tables ${expected}`;
  const message = `There is no table ${name.slice(0, 100)} of this job: it is ${state} and has ${has}.`;
  throw new LiveCalcError('NOT_FOUND', message, { found: name.slice(0, 100), expected });
}

function notDone(what: string, state: JobRecord['state']): LiveCalcError {
  const message = `${what} of the job is stored when it is done, and it is ${state}. Ask again later.`;
  return new LiveCalcError('NOT_READY', message, { found: state, expected: 'COMPLETED' });
}
