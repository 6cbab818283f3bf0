/** GET /v1/audit: all lines of the tenant as JSON lines, with the head in a header. */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { RequestHandler } from 'express';
import { LiveCalcError } from '../../contracts/errors.ts';
import { principalOf } from '../../service/http/request-context.ts';
import type { JobStore } from '../store/job-store.ts';
import { auditHeadHeader, chainStart, type AuditHead } from './chain.ts';

const pageLines = 1000;
type Chain = Pick<JobStore, 'auditRecords' | 'auditHead'>;

export function auditHandler(store: Chain): RequestHandler {
  return async (request, response) => {
    const { tenant } = principalOf(request);
    const head = (await store.auditHead(tenant)) ?? { sequence: 0, hash: chainStart };
    response.type('application/jsonl').set(auditHeadHeader, `${head.sequence} ${head.hash}`);
    response.set('Cache-Control', 'no-store');
    const lines = Readable.from(exportedLines(store, tenant, head));
    await pipeline(lines, response).catch((error: unknown) => {
      // Whoever went away needs no answer; whoever is still there finds by the head that the rest is missing.
      if (error instanceof LiveCalcError) throw error;
    });
  };
}

/** Up to the head, and not what is written meanwhile. */
async function* exportedLines(
  store: Chain,
  tenant: string,
  head: AuditHead,
): AsyncGenerator<string> {
  for (let after = 0; after < head.sequence;) {
    const records = await store.auditRecords(tenant, after, pageLines);
    const wanted = records.filter(({ sequence }) => sequence <= head.sequence);
    if (wanted.length === 0) return;
    yield wanted
      .map(({ sequence, hash, line }) => `${JSON.stringify({ sequence, hash, line })}\n`)
      .join('');
    after = wanted.at(-1)!.sequence;
  }
}
