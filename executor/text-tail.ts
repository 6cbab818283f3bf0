/** The last bytes of a text that may be endless. */
export class TextTail {
  readonly #mostBytes: number;
  #bytes: Buffer = Buffer.alloc(0);

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  add(bytes: Buffer): void {
    this.#bytes = Buffer.concat([this.#bytes, bytes]).subarray(-this.#mostBytes);
  }

  get text(): string {
    return this.#bytes.toString('utf8');
  }
}
