/** A model: its configuration, and where the files that it names are. */
import path from 'node:path';
import type { RunConfig } from '../contracts/config.ts';
import { LiveCalcError } from '../contracts/errors.ts';
import { isAssumption, localPrefix } from '../contracts/file-reference.ts';
import type { ResolvedAssumption } from '../assumptions/resolve/resolved-assumption.ts';

export interface Model {
  readonly config: RunConfig;
  /** What an `assumptions://` reference stands for; absent where the model has none. */
  readonly assumptionOf?: (reference: string) => ResolvedAssumption | undefined;
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

/** A reference without its `local://`. Throws CONFIG_INVALID for one to an Assumptions Manager. */
export function referencePath(reference: string): string {
  if (isAssumption(reference)) throw unresolved(reference);
  return reference.slice(localPrefix.length);
}

/** Servers resolve nothing: they hold no token, and would not know whose to use (I8). */
export function unresolved(reference: string): LiveCalcError {
  const message =
    `${reference} is a table of an Assumptions Manager, and here only files are taken, so that no token ` +
    'comes here. Submit the model with livecalc submit, livecalc run --remote or as a package of livecalc ' +
    'pack: each resolves it first and sends the table as a file.';
  const details = { file: reference, found: reference, expected: 'local://PATH' };
  return new LiveCalcError('CONFIG_INVALID', message, details);
}
