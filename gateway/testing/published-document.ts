/** Whether what a gateway answers is what its published document says. */
import assert from 'node:assert/strict';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { runtimeVersion } from '../../runtime/version.ts';
import { openApiDocument } from '../openapi/document.ts';
import { objectOperations, operations } from '../openapi/operations.ts';

/** As far as the checks read it. */
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentedOperation>>>>;
}

interface DocumentedOperation {
  readonly responses: Readonly<Record<string, DocumentedResponse>>;
}

interface DocumentedResponse {
  readonly content?: Readonly<Record<string, { readonly schema?: object }>>;
}

export interface Answered {
  readonly method: string;
  /** With its query. */
  readonly url: string;
  readonly status: number;
  readonly contentType: string | null;
  readonly body: Uint8Array;
}

export const publishedDocument = openApiDocument(
  { ...operations, ...objectOperations },
  runtimeVersion,
) as unknown as Document;

const documentId = 'gateway';
const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: true });
addFormats.default(ajv);
ajv.addSchema(publishedDocument, documentId);
const validators = new Map<string, ValidateFunction>();

/** Fails the test where the document says otherwise. HEAD has GET's answer without its body. */
export function checkAnswer(answered: Answered): void {
  const { url, status, contentType, body } = answered;
  const method = answered.method.toLowerCase();
  const [path, methods] = documentedPath(new URL(url, 'http://gateway').pathname) ?? [];
  // What is nowhere is in no document; it is answered with a problem.
  const operation = methods?.[method] ?? (method === 'head' ? methods?.['get'] : undefined);
  const name =
    operation === undefined ? null : (['paths', path!, methods![method] ? method : 'get'] as const);
  if (operation === undefined || name === null) {
    assert.ok(status === 404 || status === 405 || status === 204, `${method} ${url}: ${status}`);
    return;
  }
  const key = String(status) in operation.responses ? String(status) : 'default';
  assert.ok(
    key !== 'default' || status >= 400,
    `${method} ${url} answers an undocumented ${status}`,
  );
  const { content } = operation.responses[key]!;
  if (content === undefined || method === 'head') return;
  const media = (contentType ?? '').split(';')[0]!.trim();
  assert.ok(media in content, `${method} ${url} answers ${status} as ${media}`);
  if (!media.endsWith('json') || content[media]?.schema === undefined) return;
  const pointer = [...name, 'responses', key, 'content', media, 'schema'];
  checkBody(pointer, JSON.parse(Buffer.from(body).toString()), `${method} ${url}: ${status}`);
}

function checkBody(pointer: readonly string[], value: unknown, what: string): void {
  const escaped = pointer.map((part) =>
    encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')),
  );
  const ref = `${documentId}#/${escaped.join('/')}`;
  const validate = validators.get(ref) ?? ajv.compile({ $ref: ref });
  validators.set(ref, validate);
  assert.ok(validate(value), `${what} is not as documented: ${ajv.errorsText(validate.errors)}`);
}

function documentedPath(pathname: string): readonly [string, Document['paths'][string]] | null {
  const matching = Object.entries(publishedDocument.paths).filter(([path]) =>
    new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(pathname),
  );
  // `/v1/jobs/submit` before `/v1/jobs/{jobId}`.
  return matching.toSorted(([one], [other]) => braces(one) - braces(other))[0] ?? null;
}

function braces(path: string): number {
  return path.split('{').length;
}
