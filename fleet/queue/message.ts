/**
 * Messages of the queue: a head of JSON, and bytes as they are.
 *
 * `u32 length of the head, little-endian | head, UTF-8 JSON | bytes to the end`. The same in both
 * directions, and checked by the schemas that the rest of the project uses: what comes out of a queue
 * was put there by somebody, not necessarily by us.
 */
import { z } from 'zod';
import { LiveCalcError } from '../../contracts/errors.ts';
import { jobIdSchema } from '../../contracts/wire/job.ts';
import {
  taskOutcomeSchema,
  taskSchema,
  workerStatusSchema,
  type Task,
  type TaskOutcome,
} from '../../contracts/wire/task.ts';
import type { News, ReportedOutcome } from './queue.ts';

const newsSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('worker'), status: workerStatusSchema }),
  z.strictObject({ kind: z.literal('stop'), jobId: jobIdSchema }),
  z.strictObject({ kind: z.literal('job'), jobId: jobIdSchema }),
]);

const lengthBytes = 4;

export function encodeTask(task: Task): Uint8Array {
  return encode(task, null);
}

/** Throws FRAME_MALFORMED. */
export function decodeTask(message: Uint8Array): Task {
  return decode(taskSchema, message).head;
}

export function encodeOutcome(outcome: TaskOutcome, bytes: Uint8Array | null): Uint8Array {
  return encode(outcome, bytes);
}

/** The bytes are a copy: the message is a view of what the network brought. Throws FRAME_MALFORMED. */
export function decodeOutcome(message: Uint8Array): ReportedOutcome {
  const { head: outcome, bytes } = decode(taskOutcomeSchema, message);
  const payload = 'payload' in outcome ? outcome.payload : null;
  if (payload === null || !payload.isInline) return { outcome, bytes: null };
  if (bytes.byteLength === payload.sizeBytes) return { outcome, bytes: new Uint8Array(bytes) };
  throw malformed(`has ${bytes.byteLength} bytes of payload, expected ${payload.sizeBytes}`);
}

export function encodeNews(news: News): Uint8Array {
  return encode(news, null);
}

/** Throws FRAME_MALFORMED. */
export function decodeNews(message: Uint8Array): News {
  return decode(newsSchema, message).head;
}

function encode(head: object, bytes: Uint8Array | null): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(head));
  const message = new Uint8Array(lengthBytes + text.byteLength + (bytes?.byteLength ?? 0));
  new DataView(message.buffer).setUint32(0, text.byteLength, true);
  message.set(text, lengthBytes);
  if (bytes !== null) message.set(bytes, lengthBytes + text.byteLength);
  return message;
}

function decode<T>(schema: z.ZodType<T>, message: Uint8Array): { head: T; bytes: Uint8Array } {
  if (message.byteLength < lengthBytes) throw malformed('is shorter than its first number');
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  const end = lengthBytes + view.getUint32(0, true);
  if (end > message.byteLength) throw malformed('is shorter than its head should be');
  const parsed = schema.safeParse(jsonOf(message.subarray(lengthBytes, end)));
  if (parsed.success) return { head: parsed.data, bytes: message.subarray(end) };
  const [issue] = parsed.error.issues;
  throw malformed(`does not follow its schema at ${issue!.path.join('.')}: ${issue!.message}`);
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw malformed('has a head that is no JSON', error);
  }
}

function malformed(what: string, cause?: unknown): LiveCalcError {
  const message =
    `A message of the queue ${what}. It was not sent by a gateway or worker of this version; it is ` +
    'removed, and what it should have brought about is done again. Look who else writes to this queue.';
  return new LiveCalcError('FRAME_MALFORMED', message, { found: what }, cause);
}
