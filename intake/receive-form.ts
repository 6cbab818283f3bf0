/**
 * A submission as multipart/form-data. A part that is named as a key of a JSON submission (`config`,
 * `assets`, `engines`, ...) holds that key's value as JSON; every other part is a file of the model. Its
 * path is the part's name, or the file's name where the part is named `file`.
 */
import { firstFinding } from '../contracts/describe-issues.ts';
import { LiveCalcError } from '../contracts/errors.ts';
import { assetPathSchema } from '../contracts/package-manifest.ts';
import { submissionSchema, type Submission } from '../contracts/wire/submission.ts';
import { parseUntrustedJson, utf8Text } from '../service/untrusted-json.ts';
import { formParts, type Form, type FormPart } from './form-parts.ts';
import { limited } from './limited.ts';

export interface FormLimits {
  readonly parts: number;
  /** Of each part that holds JSON. */
  readonly jsonBytes: number;
}

/** Stores a file as it comes. */
export type StoreFile = (path: string, bytes: AsyncIterable<Uint8Array>) => Promise<void>;

/**
 * The submission without the files that `store` was given. Throws as `formParts`, REQUEST_INVALID,
 * JSON_TOO_DEEP, PACKAGE_TOO_LARGE, and what `store` throws.
 */
export async function receiveForm(
  form: Form,
  limits: FormLimits,
  store: StoreFile,
): Promise<Submission> {
  const values = new Map<string, unknown>();
  const paths = new Set<string>();
  for await (const part of formParts(form, limits.parts)) {
    if (part.name in submissionSchema.shape) {
      once(values, part.name);
      values.set(part.name, await jsonOf(part, limits.jsonBytes));
    } else {
      const path = pathOf(part);
      once(paths, path);
      paths.add(path);
      await store(path, part.bytes);
    }
  }
  return submissionOf(Object.fromEntries(values));
}

async function jsonOf({ name, bytes }: FormPart, maxBytes: number): Promise<unknown> {
  const what = `The part ${name}`;
  const chunks = await Array.fromAsync(limited(bytes, maxBytes, what));
  return parseUntrustedJson(utf8Text(Buffer.concat(chunks), what), what);
}

function pathOf({ name, filename }: FormPart): string {
  const found = name === 'file' ? (filename ?? '') : name;
  const { success, data, error } = assetPathSchema.safeParse(found);
  if (success) return data;
  const expected = error.issues[0]?.message ?? 'the path of a file';
  const message =
    `A part of the form has the name ${JSON.stringify(found.slice(0, 100))}, which is no path of a file; ` +
    `expected ${expected}. Name each file as the configuration does after local://.`;
  throw new LiveCalcError('REQUEST_INVALID', message, { found: found.slice(0, 100), expected });
}

function once(known: { has(name: string): boolean }, name: string): void {
  if (!known.has(name)) return;
  const message = `The form has the part ${name} twice. Send it once.`;
  throw new LiveCalcError('REQUEST_INVALID', message, { file: name });
}

function submissionOf(value: unknown): Submission {
  const { success, data, error } = submissionSchema.safeParse(value);
  if (success) return data;
  const finding = firstFinding(submissionSchema, value, error.issues);
  const sentence = finding?.sentence ?? 'it has no part config';
  const message = `The form is no submission: ${sentence}. docs/http.md describes one.`;
  throw new LiveCalcError('REQUEST_INVALID', message, {
    ...(finding && { found: finding.found, expected: finding.expected }),
  });
}
