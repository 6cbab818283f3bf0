/** A package posted, its tables fetched. */
import { packModel } from '../../../model/package/pack-model.ts';
import { loadConfig } from '../../../model/load-config.ts';
import { memorySink } from '../../../tables/byte-sink.ts';
import type { WrittenCase } from '../../cases/model-case.ts';
import type { Outcome } from '../../comparison/outcome.ts';
import { fetchTable, finishedJob, submitPackage } from './jobs.ts';
import type { Server } from './server.ts';

export async function valueOverHttp(
  server: Server,
  { folder }: WrittenCase,
  signal: AbortSignal,
  meanwhile: (jobId: string) => Promise<void> = () => Promise.resolve(),
): Promise<Outcome> {
  const jobId = await submitPackage(server, await packed(folder, signal), signal);
  await meanwhile(jobId);
  const { result, tables: stored } = await finishedJob(server, jobId, signal);
  const tables = await Promise.all(
    stored.map(({ table }) => fetchTable(server, jobId, table, signal)),
  );
  return { result, tables };
}

async function packed(folder: string, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
  const sink = memorySink();
  await packModel(await loadConfig(folder), sink, { policies: 'included', signal });
  return sink.bytes();
}
