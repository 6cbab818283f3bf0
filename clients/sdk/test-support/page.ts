/** What the test page runs: a valuation on a worker of another origin. */
import { connect } from '../client.ts';
import type { ModelFiles } from '../model-files.ts';

export interface SeenRun {
  readonly resultHash: string;
  readonly runHash: string;
  readonly rows: number;
  /** Of the column npv. */
  readonly sum: number;
}

declare global {
  /** Called by the test. */
  var valueRemotely: (url: string, token: string, model: SentModel) => Promise<SeenRun>;
}

/** A model as it can be handed to a page. */
export interface SentModel {
  readonly config: ModelFiles['config'];
  readonly assets: readonly (readonly [string, string])[];
}

globalThis.valueRemotely = async (url, token, { config, assets }) => {
  const client = connect(url, { token, windowFrames: 4 });
  const blobs = assets.map(([path, text]) => [path, new Blob([text])] as const);
  const run = await client.execute({ config, assets: new Map(blobs) });
  let rows = 0;
  let sum = 0;
  for await (const batch of run.batches('scenarios')) {
    rows += batch.numRows;
    for (const value of batch.getChild('npv')!.toArray() as Float64Array) sum += value;
  }
  const { resultHash: hash, runHash } = await run.result;
  const resultHash = hash ?? 'none: the result is partial';
  return { resultHash, runHash, rows, sum };
};
