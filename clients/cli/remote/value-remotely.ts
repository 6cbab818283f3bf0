/** A valuation on a server, watched and received as if it were here. */
import type { ExecutionRecord, StepReport } from '../../../contracts/execution-record.ts';
import type { RunResult } from '../../../contracts/run-result.ts';
import type { Table } from '../../../contracts/table.ts';
import type { JobProgress } from '../../../contracts/wire/job.ts';
import type { LoadedConfig } from '../../../model/load-config.ts';
import { readAssumptions } from '../../../runtime/read-assumptions.ts';
import { createNodeSha256 } from '../../../runtime/node/node-sha256.ts';
import { connect, type Client } from '../../sdk/client.ts';
import type { CommandContext } from '../command-context.ts';
import { stopwatch } from '../stopwatch.ts';
import { withTokenAdvice } from './access-token.ts';
import { recordOrNone } from './record-or-none.ts';
import { receivedTables } from './received-tables.ts';
import { remoteModel } from './remote-model.ts';

export interface Remote {
  readonly url: string;
  readonly token: string | undefined;
}

export interface ValuedRun {
  readonly result: RunResult;
  readonly tables: readonly Table[];
  /** Of the result as it is written at last, or of the server as it is; null where that keeps none. */
  readonly record: (result: RunResult, write: StepReport) => ExecutionRecord | null;
}

/** How long Ctrl-C waits for a server to cancel the run, and then for the thread to end. */
const [farewellMs, endMs] = [10_000, 1000];

/**
 * Sends what the server lacks of a model, has it valued there, and receives its tables. At Ctrl-C the
 * run is cancelled there; a second Ctrl-C does not wait for it. Throws what is wrong with the model, as
 * the local command does; what the client throws; HASH_MISMATCH.
 */
export async function valueRemotely(
  loaded: LoadedConfig,
  { url, token }: Remote,
  context: CommandContext,
): Promise<ValuedRun> {
  using _ = context.part(farewellMs + endMs);
  using client = connect(url, { token, createSha256: createNodeSha256 });
  try {
    return await valuedBy(client, loaded, context);
  } catch (error) {
    if (context.signal.aborted) {
      context.onProgress({ kind: 'stage', stage: 'cancel' });
      await client.partedWith(farewellMs);
    }
    throw token === undefined ? withTokenAdvice(error) : error;
  }
}

async function valuedBy(
  client: Client,
  loaded: LoadedConfig,
  { signal, onProgress }: CommandContext,
): Promise<ValuedRun> {
  onProgress({ kind: 'stage', stage: 'send' });
  const { files, nameOf } = await remoteModel(loaded);
  const tell = ({ stage, done, total }: JobProgress): void =>
    onProgress(total > 0 ? { kind: 'chunks', stage, done, total } : { kind: 'stage', stage });
  const run = await client.execute(files, { signal, onProgress: tell });
  const result = await run.result;
  onProgress({ kind: 'stage', stage: 'receive' });
  const receive = stopwatch();
  const tables = await receivedTables(run, result, signal);
  const record = await recordOrNone(run.execution());
  const inputs = result.inputs.map((input) => ({ ...input, file: nameOf(input.file) }));
  const timings = { ...result.timings, receive: receive() };
  // The server may have answered from a run of the same bytes that came from elsewhere.
  const assumptions = readAssumptions(loaded.config, inputs);
  return { result: { ...result, inputs, assumptions, timings }, tables, record: () => record };
}
