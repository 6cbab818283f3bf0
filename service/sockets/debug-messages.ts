/** From a message of the protocol to a command for a run, and from its answer to a message. */
import type { ClientMessage, ServerMessage } from '../../contracts/wire/control-message.ts';
import type { DebugAnswer, DebugCommand } from '../../contracts/wire/debug.ts';

/** The messages by which a run is debugged. */
export type DebugMessage = Extract<ClientMessage, { type: `debug:${string}` }>;

export function debugCommand(message: DebugMessage): DebugCommand {
  switch (message.type) {
    case 'debug:pause':
      return { do: 'pause', at: message.at, node: message.node };
    case 'debug:resume':
      return { do: 'resume' };
    case 'debug:step':
      return { do: 'step' };
    case 'debug:inspect': {
      const { block, column, offset, length } = message;
      return { do: 'inspect', block, column, offset, length };
    }
  }
}

export function debugReply(
  { is, ...facts }: DebugAnswer,
  requestId: string | undefined,
  jobId: string,
): ServerMessage {
  return { type: `debug:${is}`, requestId, jobId, ...facts } as ServerMessage;
}
