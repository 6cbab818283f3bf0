/** A model whose files a worker has, valued there again and again under other seeds. */
import { openAsBlob } from 'node:fs';
import { wholeResultHash } from '../contracts/whole-result.ts';
import type { Client } from '../clients/sdk/client.ts';
import type { SubmissionInput } from '../contracts/wire/submission.ts';
import { openPackage } from '../model/package/open-package.ts';
import { withSeed } from './model.ts';

export interface WorkerRead {
  readonly resultHash: string;
  /** From the submission to the first piece of a table. */
  readonly firstFrameMs: number;
  /** From the submission to `complete`, every frame of every table received. */
  readonly completeMs: number;
}

export class WorkerRun {
  readonly #client: Client;
  readonly #submission: (seed: number) => SubmissionInput;
  readonly #tables: readonly string[];

  private constructor(
    client: Client,
    submission: (seed: number) => SubmissionInput,
    tables: readonly string[],
  ) {
    this.#client = client;
    this.#submission = submission;
    this.#tables = tables;
  }

  /** Uploads the package, and values it once. */
  static async open(client: Client, url: string, file: string): Promise<WorkerRun> {
    const body = await openAsBlob(file, { type: 'application/zip' });
    const answer = await fetch(new URL('/execute', url), { method: 'POST', body });
    if (!answer.ok) throw new Error(await answer.text());
    await using opened = await openPackage(file);
    const { manifest, config } = opened;
    const assets = Object.fromEntries(
      manifest.assets.map(({ path, sha256 }) => [path, { sha256 }]),
    );
    const submission = (seed: number): SubmissionInput => ({
      config: { ...withSeed(config, seed) },
      assets,
      engines: manifest.engines,
    });
    return new WorkerRun(client, submission, config.output.tables);
  }

  async value(seed: number): Promise<WorkerRead> {
    const started = performance.now();
    let firstFrameMs = Number.NaN;
    const run = await this.#client.execute(this.#submission(seed));
    const read = async (table: string): Promise<void> => {
      for await (const _ of run.bytes(table)) {
        if (Number.isNaN(firstFrameMs)) firstFrameMs = performance.now() - started;
      }
    };
    await Promise.all(this.#tables.map(read));
    const resultHash = wholeResultHash(await run.result);
    return { resultHash, firstFrameMs, completeMs: performance.now() - started };
  }
}
