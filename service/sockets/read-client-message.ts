/** From a text frame to a message of the protocol. */
import { firstFinding } from '../../contracts/describe-issues.ts';
import { LiveCalcError } from '../../contracts/errors.ts';
import { clientMessageSchema, type ClientMessage } from '../../contracts/wire/control-message.ts';
import { parseUntrustedJson } from '../untrusted-json.ts';

export type ReadMessage =
  | { readonly message: ClientMessage }
  /** `requestId` where the message has one although it is wrong. */
  | { readonly error: LiveCalcError; readonly requestId: string | undefined };

/** Never throws: a FRAME_MALFORMED or JSON_TOO_DEEP is answered, and the socket goes on. */
export function readClientMessage(text: string): ReadMessage {
  let value: unknown;
  try {
    value = parseUntrustedJson(text, 'The message');
  } catch (cause) {
    const { code, message } = cause as LiveCalcError;
    const isDeep = code === 'JSON_TOO_DEEP';
    return {
      error: isDeep ? (cause as LiveCalcError) : malformed(message, cause),
      requestId: undefined,
    };
  }
  const parsed = clientMessageSchema.safeParse(value);
  if (parsed.success) return { message: parsed.data };
  const finding = firstFinding(clientMessageSchema, value, parsed.error.issues);
  const message = `The message does not follow the protocol: ${finding?.sentence ?? 'it is no object'}.`;
  return { error: malformed(message, parsed.error), requestId: requestIdOf(value) };
}

export function malformed(message: string, cause?: unknown): LiveCalcError {
  return new LiveCalcError('FRAME_MALFORMED', message, {}, cause);
}

function requestIdOf(value: unknown): string | undefined {
  const { requestId } = (value ?? {}) as { requestId?: unknown };
  return typeof requestId === 'string' && requestId.length <= 100 ? requestId : undefined;
}
