/** Where bytes are read from: a file, a browser's File, a buffer. */
export interface ByteSource extends Partial<AsyncDisposable> {
  /** The name a person knows it by; its ending says what format it is in, unless `format` does. */
  readonly name: string;
  /** `csv`, `parquet` or another ending of files, where the name has none. */
  readonly format?: string | undefined;
  readonly sizeBytes: number;
  /** The bytes from `begin` to `end` (exclusive), all of them. Throws FILE_UNREADABLE. */
  read(begin: number, end: number): Promise<Uint8Array<ArrayBuffer>>;
}

/** A source over bytes that are in memory already; it shares them. */
export function memorySource(name: string, bytes: Uint8Array<ArrayBuffer>): ByteSource {
  return {
    name,
    sizeBytes: bytes.byteLength,
    read: (begin, end) => Promise.resolve(bytes.subarray(begin, end)),
  };
}

/** The whole source in pieces of `pieceBytes`, in order. */
export async function* piecesOf(
  source: ByteSource,
  pieceBytes: number,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (let begin = 0; begin < source.sizeBytes; begin += pieceBytes) {
    yield await source.read(begin, Math.min(begin + pieceBytes, source.sizeBytes));
  }
}
