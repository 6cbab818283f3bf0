/** A model: its configuration, and where the files that it names are. */
import path from 'node:path';
import type { RunConfig } from '../contracts/config.ts';

/** What a file reference in a configuration begins with. */
export const localPrefix = 'local://';

export interface Model {
  readonly config: RunConfig;
  /** The absolute path of the file that a reference of the configuration stands for. */
  readonly pathOf: (reference: string) => string;
  /** What messages and summaries call it. */
  readonly nameOf: (reference: string) => string;
  /** The last sentence of the error where there is no such file. */
  readonly adviceFor: (reference: string) => string;
}

const relativeAdvice = "Paths in a configuration are relative to the configuration's own folder.";

/** The model whose files lie in a folder, absolute. */
export function folderModel(config: RunConfig, folder: string): Model {
  return {
    config,
    pathOf: (reference) => path.resolve(folder, referencePath(reference)),
    nameOf: referencePath,
    adviceFor: () => relativeAdvice,
  };
}

/** A reference without its `local://`. */
export function referencePath(reference: string): string {
  return reference.slice(localPrefix.length);
}
