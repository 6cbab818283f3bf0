/** A request as bytes, for what no HTTP client sends. */
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

/** Everything that the server answers until it closes; `lines` are sent as they are, with CRLF between. */
export async function rawRequest(port: number, lines: readonly string[]): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(lines.join('\r\n'));
  return await text(socket);
}
