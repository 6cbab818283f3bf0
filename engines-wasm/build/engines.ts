/**
 * The built-in engines and the start of each one's static region.
 *
 * Engines share one memory, so no two may be linked at the same base: they would overwrite each
 * other's constants without any error. An engine's region ends before the next one's base.
 */

export interface BuiltInEngine {
  readonly name: string;
  /** Byte address at which its constants and its default stack begin. */
  readonly staticBase: number;
}

const mebibyte = 1024 * 1024;

/** In order of their bases. */
export const builtInEngines: readonly BuiltInEngine[] = [
  { name: 'scenarios', staticBase: 1 * mebibyte },
  { name: 'compress', staticBase: 2 * mebibyte },
  { name: 'projection', staticBase: 3 * mebibyte },
];

/** An engine of one file that is not part of the product: a test's fixture, the worked example. */
export interface SideEngine {
  /** Paths relative to the repository. */
  readonly source: string;
  readonly wasm: string;
  readonly staticBase: number;
}

export const sideEngines: readonly SideEngine[] = [
  {
    source: 'examples/own-engine/annuity.cpp',
    wasm: 'examples/own-engine/annuity.wasm',
    staticBase: 8 * mebibyte,
  },
  {
    source: 'engines-wasm/cpp/fixtures/misbehave.cpp',
    wasm: 'engines-wasm/fixtures/misbehave.wasm',
    staticBase: 9 * mebibyte,
  },
  {
    source: 'engines-wasm/cpp/fixtures/grouped.cpp',
    wasm: 'engines-wasm/fixtures/grouped.wasm',
    staticBase: 10 * mebibyte,
  },
];
