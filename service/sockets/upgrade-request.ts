/** Whether a request to become a socket is one of ours. Pure. */
import { LiveCalcError } from '../../contracts/errors.ts';
import { subprotocol } from '../../contracts/wire/control-message.ts';
import { jobIdSchema } from '../../contracts/wire/job.ts';
import { refuseUrlTokens } from '../http/url-tokens.ts';

export interface UpgradeRequest {
  /** Path and query, as the client wrote them. */
  readonly url: string;
  /** The header Sec-WebSocket-Protocol. */
  readonly protocols: string | undefined;
}

export interface SocketRoute {
  /** The job whose socket this is, as in /v1/jobs/{id}/stream; null for /stream. */
  readonly jobId: string | null;
}

const jobStream = /^(?:\/v1)?\/jobs\/([^/]+)\/stream$/;

/** Throws NOT_FOUND, REQUEST_INVALID. */
export function socketRoute({ url, protocols }: UpgradeRequest): SocketRoute {
  const { pathname } = parsedUrl(url);
  const jobId = jobStream.exec(pathname)?.[1] ?? null;
  if (pathname !== '/stream' && !jobIdSchema.safeParse(jobId).success) {
    throw new LiveCalcError('NOT_FOUND', 'Sockets are at /stream and /v1/jobs/{id}/stream.');
  }
  refuseUrlTokens(url);
  const offered = (protocols ?? '').split(',').map((name) => name.trim());
  if (!offered.includes(subprotocol)) {
    const message = `The client offers no subprotocol ${subprotocol}, which is the only one spoken here.`;
    throw new LiveCalcError('REQUEST_INVALID', message, { expected: subprotocol });
  }
  return { jobId };
}

function parsedUrl(url: string): URL {
  try {
    return new URL(url, 'http://server');
  } catch (cause) {
    throw new LiveCalcError('REQUEST_INVALID', 'The address cannot be read.', {}, cause);
  }
}
