/** One request to an Assumptions Manager. Errors of fetch, and of answers, become ours here and nowhere else. */
import { z } from 'zod';
import { LiveCalcError, type ErrorCode } from '../../contracts/errors.ts';
import type { Secret } from '../../service/settings/secret.ts';
import type { Connection } from './connection.ts';
import { Retryable, retryAfterMs, retrying } from './retrying.ts';

export interface ManagerRequest {
  readonly method: 'GET' | 'POST';
  /** Below the address: `/v1/assumptions`. */
  readonly route: string;
  readonly token?: Secret | undefined;
  readonly body?: object;
}

const maxJsonBytes = 4 * 2 ** 20;

/** The answer as JSON of a schema, asked for as often as may help. Throws as `answerError` says. */
export async function askJson<S extends z.ZodType>(
  connection: Connection,
  request: ManagerRequest,
  schema: S,
): Promise<z.output<S>> {
  return await retrying(connection, async () => {
    const text = await reading(connection, request, textOf);
    const parsed = schema.safeParse(text === null ? undefined : jsonOrUndefined(text));
    if (parsed.success) return parsed.data;
    throw notOfTheApi(connection, request);
  });
}

/** What `take` makes of the bytes of an answer: one attempt, for whoever tries again. Throws Retryable too. */
export async function reading<T>(
  connection: Connection,
  request: ManagerRequest,
  take: (body: AsyncIterable<Uint8Array>) => Promise<T>,
): Promise<T> {
  const patience = new Patience(connection.timeoutMs);
  const signal = AbortSignal.any([connection.signal, patience.signal]);
  try {
    const response = await send(connection, request, signal);
    const body = patience.over(response.body ?? emptyBody());
    if (!response.ok) throw answerError(connection, response, await textOf(body));
    return await take(body);
  } catch (error) {
    throw asOurs(connection, error);
  } finally {
    patience.end();
  }
}

/** An answer that is no table; null where it is longer than any of ours, and what follows is not read. */
async function textOf(body: AsyncIterable<Uint8Array>): Promise<string | null> {
  const pieces: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const piece of body) {
    sizeBytes += piece.length;
    if (sizeBytes > maxJsonBytes) return null;
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}

function emptyBody(): ReadableStream<Uint8Array> {
  return new ReadableStream({ start: (controller) => controller.close() });
}

function send(
  { url }: Connection,
  { method, route, token, body }: ManagerRequest,
  signal: AbortSignal,
): Promise<Response> {
  return fetch(url + route, {
    method,
    signal,
    // A token goes to the manager that was named, and to nobody that it points to.
    redirect: 'error',
    headers: {
      accept: 'application/json, */*;q=0.5',
      ...(body && { 'content-type': 'application/json' }),
      ...(token && { authorization: `Bearer ${token.reveal()}` }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
}

/** Ends a request whose next piece does not come in time. */
class Patience {
  readonly #ended = new AbortController();
  readonly #timeoutMs: number;
  #timer: NodeJS.Timeout;

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
    this.#timer = this.#start();
  }

  get signal(): AbortSignal {
    return this.#ended.signal;
  }

  async *over(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const piece of body) {
      this.end();
      yield piece;
      this.#timer = this.#start();
    }
  }

  end(): void {
    clearTimeout(this.#timer);
  }

  #start(): NodeJS.Timeout {
    const say = (): void => this.#ended.abort(new Error(`no answer within ${this.#timeoutMs} ms`));
    return setTimeout(say, this.#timeoutMs);
  }
}

const codes: Readonly<Record<number, ErrorCode>> = {
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  409: 'ASSET_CHANGED',
};

/** The error that an answer tells of: what the manager says, in one sentence of ours. */
function answerError(connection: Connection, response: Response, text: string | null): unknown {
  const { status } = response;
  const detail = text === null ? null : detailOf(text);
  const says = detail === null ? '' : `: ${detail}`;
  const answered = `The Assumptions Manager at ${connection.url} answered ${status}${says}`.replace(
    /[.\s]*$/,
    '.',
  );
  const details = { found: `status ${status}` };
  if (status !== 429 && status < 500) {
    return new LiveCalcError(codes[status] ?? 'REQUEST_INVALID', answered, details);
  }
  const code = status === 429 ? 'RATE_LIMITED' : 'BACKEND_UNAVAILABLE';
  const afterMs = retryAfterMs(response.headers.get('retry-after'), Date.now());
  const wait = afterMs === null ? 'later' : `in ${Math.ceil(afterMs / 1000)} s`;
  return new Retryable(new LiveCalcError(code, `${answered} Try again ${wait}.`, details), afterMs);
}

const maxDetail = 500;
/** Problem details, of which other managers may say more than ours. */
const problemSchema = z.object({ detail: z.string() });

function detailOf(text: string): string | null {
  const problem = problemSchema.safeParse(jsonOrUndefined(text));
  return problem.success ? problem.data.detail.slice(0, maxDetail) : null;
}

function asOurs({ url, signal }: Connection, error: unknown): unknown {
  if (error instanceof LiveCalcError || error instanceof Retryable || signal.aborted) return error;
  if (!(error instanceof Error)) return error;
  const message =
    `The Assumptions Manager at ${url} cannot be reached (${reasonOf(error)}). Check LIVECALC_AM_URL, ` +
    'and that it runs.';
  // Not kept as the cause: fetch's errors may hold the request, and that holds the token.
  return new Retryable(new LiveCalcError('SERVER_UNREACHABLE', message, { found: url }));
}

function reasonOf(error: Error): string {
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  return 'code' in cause ? String(cause.code) : cause.message;
}

function notOfTheApi({ url }: Connection, { route }: ManagerRequest): LiveCalcError {
  const message =
    `What ${url}${route} answers is not what an Assumptions Manager says. Check LIVECALC_AM_URL; ` +
    'docs/assumptions.md describes the answers.';
  return new LiveCalcError('SERVER_UNREACHABLE', message, { found: url });
}

function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
