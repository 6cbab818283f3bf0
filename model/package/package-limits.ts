/** What a package may take, whatever it says of itself. */
export interface PackageLimits {
  /** Of the file. PACKAGE_TOO_LARGE beyond. */
  readonly packageBytes: number;
  /** Of all that is in it, unpacked. UNPACKED_TOO_LARGE beyond. */
  readonly unpackedBytes: number;
  /** Unpacked over packed bytes, of the package and of each large file. COMPRESSION_RATIO_EXCEEDED. */
  readonly compressionRatio: number;
  /** Its entries, manifest and configuration among them, and its assets. TOO_MANY_FILES beyond. */
  readonly files: number;
}

/** For packages of one's own, on one's own machine. */
export const localLimits: PackageLimits = {
  packageBytes: 64 * 2 ** 30,
  unpackedBytes: 64 * 2 ** 30,
  compressionRatio: 200,
  files: 10_000,
};
