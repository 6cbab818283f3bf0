/** Audit lines of a file, or of a gateway with the head that its store has. */
import { createReadStream } from 'node:fs';
import { LiveCalcError } from '../../../contracts/errors.ts';
import { readAuditHead, type AuditHead } from '../../../gateway/audit/chain.ts';
import { knownOptions } from '../../sdk/client-options.ts';
import { HttpApi, unreachable } from '../../sdk/http-api.ts';
import { serverAddress } from '../../sdk/server-address.ts';
import { withTokenAdvice } from './access-token.ts';

export interface AuditSource {
  readonly lines: AsyncIterable<string>;
  /** Null for a file, which says nothing of what follows it. */
  readonly head: AuditHead | null;
}

export function isAddress(text: string): boolean {
  return /^https?:\/\//.test(text);
}

/** Its lines throw FILE_NOT_FOUND. */
export function auditFile(file: string): AuditSource {
  return { lines: linesOfFile(file), head: null };
}

async function* linesOfFile(file: string): AsyncGenerator<string> {
  try {
    yield* linesOf(createReadStream(file));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    const message = `The audit lines cannot be read from ${file} (${code}). Expected a file of 'livecalc audit export'.`;
    throw new LiveCalcError('FILE_NOT_FOUND', message, { file }, error);
  }
}

/** Throws what the gateway answers, SERVER_UNREACHABLE. */
export async function auditOfGateway(
  url: string,
  token: string | undefined,
  signal: AbortSignal,
): Promise<AuditSource> {
  const api = new HttpApi(serverAddress(url), knownOptions({ token }));
  const response = await api.auditLines(signal).catch((error: unknown) => {
    throw withTokenAdvice(error);
  });
  const head = readAuditHead(response.headers.get('livecalc-audit-head'));
  if (head === null) throw unreachable(url, 'what answers there is no gateway: it gives no head');
  return { lines: linesOfGateway(url, response, signal), head };
}

async function* linesOfGateway(
  url: string,
  { body }: Response,
  signal: AbortSignal,
): AsyncGenerator<string> {
  try {
    if (body !== null) yield* linesOf(body);
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof LiveCalcError
      ? error
      : unreachable(url, 'it stopped in the middle', error);
  }
}

async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop()!;
    yield* lines;
  }
  if (rest !== '') yield rest;
}
