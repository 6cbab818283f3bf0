import { WebSocket as NodeSocket } from 'ws';

/** A WebSocket class whose connections a test can cut. */
export function cuttable(): { WebSocket: typeof WebSocket; cut: () => void; opened: () => number } {
  const open: NodeSocket[] = [];
  class Cuttable extends NodeSocket {
    constructor(url: string, protocols: string) {
      super(url, protocols);
      open.push(this);
    }
  }
  return {
    WebSocket: Cuttable as unknown as typeof WebSocket,
    cut: () => open.at(-1)?.terminate(),
    opened: () => open.length,
  };
}
