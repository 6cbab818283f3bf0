/** Where bytes are written to. Wait for `write` before the next one: that is the back-pressure. */
export interface ByteSink {
  /** Takes the bytes; they may be reused once the promise has settled. */
  write(bytes: Uint8Array): Promise<void>;
  /** Everything is written and stays. */
  close(): Promise<void>;
  /** Nothing stays, not even in part. */
  abort(): Promise<void>;
}

/** A sink that keeps what it is given. */
export interface MemorySink extends ByteSink {
  /** Everything written so far, as one array. */
  bytes(): Uint8Array<ArrayBuffer>;
}

/** A sink in memory, for tests, browsers and small results. */
export function memorySink(): MemorySink {
  let pieces: Uint8Array[] = [];
  return {
    write: (bytes) => {
      pieces.push(bytes.slice());
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
    abort: () => {
      pieces = [];
      return Promise.resolve();
    },
    bytes: () => joinBytes(pieces),
  };
}

/** Joins arrays of bytes into a new one. */
export function joinBytes(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.byteLength, 0));
  let offset = 0;
  for (const piece of pieces) {
    joined.set(piece, offset);
    offset += piece.byteLength;
  }
  return joined;
}
