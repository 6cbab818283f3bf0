/** From a text frame to a message of the protocol. */
import { describeIssues } from '../../contracts/describe-issues.ts';
import { LiveCalcError } from '../../contracts/errors.ts';
import { maxJsonDepth, tooDeepAt } from '../../contracts/json-depth.ts';
import { clientMessageSchema, type ClientMessage } from '../../contracts/wire/control-message.ts';

export type ReadMessage =
  | { readonly message: ClientMessage }
  /** `requestId` where the message has one although it is wrong. */
  | { readonly error: LiveCalcError; readonly requestId: string | undefined };

/** Never throws: a FRAME_MALFORMED or JSON_TOO_DEEP is answered, and the socket goes on. */
export function readClientMessage(text: string): ReadMessage {
  const deepAt = tooDeepAt(text);
  if (deepAt >= 0) {
    const message = `The message is nested deeper than ${maxJsonDepth} levels, at character ${deepAt + 1}.`;
    return { error: new LiveCalcError('JSON_TOO_DEEP', message), requestId: undefined };
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const message = `The message is not JSON (${(cause as Error).message}).`;
    return { error: malformed(message, cause), requestId: undefined };
  }
  const parsed = clientMessageSchema.safeParse(value);
  if (parsed.success) return { message: parsed.data };
  const [finding] = describeIssues(clientMessageSchema, value, parsed.error.issues);
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
