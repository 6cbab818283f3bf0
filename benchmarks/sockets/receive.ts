/**
 * Receives a stream as fast as it comes: `node receive.ts URL`. Prints the milliseconds from the
 * connection to the end frame, of the second of two receptions: the first warms both sides up.
 */
import { WebSocket } from 'ws';
import { subprotocol } from '../../contracts/wire/control-message.ts';
import { frameKind, readFrame } from '../../contracts/wire/stream-frame.ts';

const url = process.argv[2] ?? '';
await receive();
process.stdout.write(`${await receive()}\n`);

function receive(): Promise<number> {
  const socket = new WebSocket(url, subprotocol, { perMessageDeflate: false });
  const begin = performance.now();
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.on('message', (data, isBinary) => {
      if (!isBinary || readFrame(data as Buffer).kind !== frameKind.end) return;
      resolve(performance.now() - begin);
      socket.terminate();
    });
  });
}
