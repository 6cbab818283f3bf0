/** SHA-256 behind one interface: node:crypto in Node, a WebAssembly library in a browser. */
export interface Sha256 {
  update(bytes: Uint8Array): void;
  /** Lower-case hex; the object is used up. */
  digest(): string;
}

export type CreateSha256 = () => Sha256;
