/** A valuation on a server, watched and received as if it were here. */
import type { ExecutionRecord, StepReport } from '../../../contracts/execution-record.ts';
import type { RunResult } from '../../../contracts/run-result.ts';
import type { Table } from '../../../contracts/table.ts';
import type { JobProgress } from '../../../contracts/wire/job.ts';
import type { LoadedConfig } from '../../../model/load-config.ts';
import { readAssumptions } from '../../../runtime/read-assumptions.ts';
import { createNodeSha256 } from '../../../runtime/node/node-sha256.ts';
import { connect } from '../../sdk/client.ts';
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

/** How long a server that may have begun the run is waited for at Ctrl-C. */
const longestFarewellMs = 5000;

/**
 * Sends what the server lacks of a model, has it valued there, and receives its tables. At Ctrl-C the
 * run is cancelled there. Throws what is wrong with the model, as the local command does; what the
 * client throws; HASH_MISMATCH.
 */
export async function valueRemotely(
  loaded: LoadedConfig,
  { url, token }: Remote,
  { signal, onProgress }: CommandContext,
): Promise<ValuedRun> {
  using client = connect(url, { token, createSha256: createNodeSha256 });
  onProgress({ kind: 'stage', stage: 'send' });
  const { files, nameOf } = await remoteModel(loaded);
  const tell = ({ stage, done, total }: JobProgress): void =>
    onProgress(total > 0 ? { kind: 'chunks', stage, done, total } : { kind: 'stage', stage });
  const run = await client
    .execute(files, { signal, onProgress: tell })
    .catch(async (error: unknown) => {
      if (signal.aborted) await client.partedWith(longestFarewellMs);
      throw token === undefined ? withTokenAdvice(error) : error;
    });
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
