/** A submission as a model: a configuration, and where the bytes of each file come from. */
import type { RunConfig } from '../contracts/config.ts';
import { LiveCalcError } from '../contracts/errors.ts';
import { parseConfigObject } from '../contracts/parse-config.ts';
import type { AssetContent, Submission } from '../contracts/wire/submission.ts';
import { isAssumption, localPrefix } from '../contracts/file-reference.ts';
import { referencePath, unresolved } from '../model/model.ts';
import { fileReferences } from '../model/needed-files.ts';
import { policyRowsCsv } from './policy-rows.ts';

export interface SubmittedModel {
  readonly config: RunConfig;
  /** By path. */
  readonly files: ReadonlyMap<string, AssetContent>;
}

/**
 * Policies as rows and engines as binaries become files like all others. `sentBeside` are the paths of
 * files that came beside the submission. Throws CONFIG_INVALID, REQUEST_INVALID, ENGINE_NOT_FOUND.
 */
export function submittedModel(
  submission: Submission,
  sentBeside: Iterable<string> = [],
): SubmittedModel {
  refuseScripts(submission);
  const files = new SubmittedFiles(sentBeside);
  for (const [path, content] of Object.entries(submission.assets)) files.add(path, content);
  for (const { path, sha256 } of submission.assumptionRefs) files.add(path, { sha256 });
  const value = { ...submission.config };
  if (submission.policies) {
    const path = policiesPath(value);
    value['policies'] = localPrefix + path;
    files.add(path, { text: policyRowsCsv(submission.policies) });
  }
  const engines = { ...asRecord(value['engines']) };
  for (const [name, base64] of Object.entries(submission.wasmBinaries)) {
    engines[name] ??= `${localPrefix}engines/${name}.wasm`;
    files.add(referencePath(String(engines[name])), { base64 });
  }
  if (Object.keys(submission.wasmBinaries).length > 0) value['engines'] = engines;
  const config = parseConfigObject(value, 'config');
  const assumption = fileReferences(config).find(isAssumption);
  if (assumption !== undefined) throw unresolved(assumption);
  return { config, files: files.byPath };
}

class SubmittedFiles {
  readonly byPath = new Map<string, AssetContent>();
  readonly #sentBeside: ReadonlySet<string>;

  constructor(sentBeside: Iterable<string>) {
    this.#sentBeside = new Set(sentBeside);
  }

  add(path: string, content: AssetContent): void {
    if (this.byPath.has(path) || this.#sentBeside.has(path)) {
      const message = `The submission has the file ${path} twice. Send it once, in one of the ways there are.`;
      throw new LiveCalcError('REQUEST_INVALID', message, { file: path });
    }
    this.byPath.set(path, content);
  }
}

function policiesPath({ policies }: Readonly<Record<string, unknown>>): string {
  if (policies === undefined) return 'policies.csv';
  const path = typeof policies === 'string' ? policies.replace(localPrefix, '') : 'no file';
  if (path.endsWith('.csv')) return path;
  const message =
    `The submission has policies as rows, which become a CSV file, and config.policies names ${path}. ` +
    'Leave config.policies out, or send that file as an asset instead of the rows.';
  throw new LiveCalcError('REQUEST_INVALID', message, { found: path, expected: 'a .csv file' });
}

/** What is not an object is for the configuration's schema to refuse. */
function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {};
}

function refuseScripts({ pythonScripts }: Submission): void {
  const [name] = Object.keys(pythonScripts);
  if (name === undefined) return;
  const message =
    `The engine "${name}" is a Python script, and this version runs WebAssembly engines only. ` +
    'Compile it to a .wasm that follows the ABI (docs/engine-abi.md) and send it in wasmBinaries.';
  throw new LiveCalcError('ENGINE_NOT_FOUND', message, { node: name, expected: 'a .wasm engine' });
}
