/** A socket that follows a job and hears nothing, as long as the job waits. */
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { subprotocol } from '../../contracts/wire/control-message.ts';

/** Resolves once the server has taken the socket; whoever disposes of it closes it. */
export async function followJob(url: string, jobId: string): Promise<Disposable> {
  const address = `${url.replace('http', 'ws')}/v1/jobs/${jobId}/stream`;
  const socket = new WebSocket(address, subprotocol, { perMessageDeflate: false });
  // The first message is `connected`.
  await once(socket, 'message');
  socket.send(JSON.stringify({ type: 'attach', jobId }));
  return { [Symbol.dispose]: () => socket.terminate() };
}
