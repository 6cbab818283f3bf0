/**
 * A run submitted over a WebSocket whose connection is cut at its first frame. A second one resumes
 * every table from the frame that is missing.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { LiveCalcError } from '../../../contracts/errors.ts';
import { configName } from '../../../contracts/package-manifest.ts';
import type { SubmissionInput } from '../../../contracts/wire/submission.ts';
import { loadConfig } from '../../../model/load-config.ts';
import { fileReferences } from '../../../model/needed-files.ts';
import { referencePath } from '../../../model/model.ts';
import type { WrittenCase } from '../../cases/model-case.ts';
import type { Outcome } from '../../comparison/outcome.ts';
import { converse } from './conversation.ts';
import { Frames } from './frames.ts';
import { arrowTable, finishedJob } from './jobs.ts';
import type { Server } from './server.ts';

export async function valueOverSocket(
  server: Server,
  { folder }: WrittenCase,
  signal: AbortSignal,
): Promise<Outcome> {
  const frames = new Frames();
  const submission = await submissionOf(folder);
  // A window of one frame: what comes after it waits, so the cut does fall in the middle.
  const execute = { type: 'execute', submission, windowFrames: 1 } as const;
  const first = await converse(server, { message: execute, cutAfterFrames: 1 }, frames, signal);
  const { jobId } = first;
  const { tables } = await finishedJob(server, jobId, signal);
  const streams = tables.map(({ table }) => ({ table, nextSequence: frames.nextSequence(table) }));
  const resume = { type: 'resume', jobId, streams } as const;
  const { result } = await converse(server, { message: resume }, frames, signal);
  if (first.result !== null || result === null) {
    throw new LiveCalcError('INTERNAL', 'The connection was not cut in the middle of the streams.');
  }
  const arrived = tables.map(({ table }) => arrowTable(table, frames.bytesOf(table)));
  return { result, tables: await Promise.all(arrived) };
}

/** The model as one JSON message, its files inside. */
async function submissionOf(folder: string): Promise<SubmissionInput> {
  const { config, pathOf } = await loadConfig(folder);
  const references = fileReferences(config);
  const assets = await Promise.all(
    references.map(async (one) => {
      const base64 = (await readFile(pathOf(one))).toString('base64');
      return [referencePath(one), { base64 }] as const;
    }),
  );
  const text = await readFile(path.join(folder, configName), 'utf8');
  return { config: JSON.parse(text) as {}, assets: Object.fromEntries(assets) };
}
