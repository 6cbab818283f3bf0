/**
 * How an engine is compiled: one standalone module, no JavaScript glue, which many threads
 * instantiate on one imported shared memory.
 */

const language = ['-std=c++20', '-fno-exceptions', '-fno-rtti', '-Wall', '-Wextra', '-Werror'];

// I2: plain IEEE arithmetic, so no contraction and nothing of fast-math.
const arithmetic = ['-O3', '-msimd128', '-ffp-contract=off'];

// Emscripten refuses -sSHARED_MEMORY without -pthread and -pthread with STANDALONE_WASM; the
// linker's own options give the same without either.
const sharedMemory = ['-matomics', '-mbulk-memory', '-mmutable-globals'];

const module = [
  '--no-entry',
  '-sSTANDALONE_WASM',
  '-sIMPORTED_MEMORY',
  '-sALLOW_MEMORY_GROWTH',
  // The least a run's memory may be; the runtime never makes a smaller one.
  '-sINITIAL_MEMORY=16MB',
  '-sMAXIMUM_MEMORY=4GB',
  // The stack of an instance whose loader sets no other; it lies in the static region.
  '-sSTACK_SIZE=64KB',
];

const linker = [
  '--shared-memory',
  '--no-check-features',
  '--export=__stack_pointer',
  '--export=__heap_base',
  '--export=__global_base',
];

/** The flags every engine shares; `staticBase` is an engine's own. */
export const wasmFlags: readonly string[] = [
  ...language,
  ...arithmetic,
  ...sharedMemory,
  ...module,
  `-Wl,${linker.join(',')}`,
];

/** The flag that places an engine's static region at `staticBase` bytes. */
export function staticBaseFlag(staticBase: number): string {
  return `-sGLOBAL_BASE=${staticBase}`;
}
