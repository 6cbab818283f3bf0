/** Whether SIMD128 instructions compile here and calculate. */

/**
 * (module
 *   (func (export "sum") (param i32) (result i32)
 *     (i32x4.extract_lane 3
 *       (i32x4.add
 *         (v128.const i32x4 10 20 30 40)
 *         (i32x4.splat (local.get 0))))))
 */
const moduleHex = [
  '0061736d01000000',
  '0106 01 60 01 7f 01 7f',
  '0302 01 00',
  '0707 01 03 73756d 00 00',
  '0a20 01 1e 00',
  'fd0c 0a000000 14000000 1e000000 28000000',
  '2000 fd11',
  'fdae01',
  'fd1b03 0b',
];

export async function probeSimd128(): Promise<boolean> {
  const bytes = Uint8Array.from(Buffer.from(moduleHex.join('').replaceAll(' ', ''), 'hex'));
  try {
    const { instance } = await WebAssembly.instantiate(bytes);
    const sum = instance.exports['sum'] as (addend: number) => number;
    return sum(2) === 42;
  } catch (error) {
    if (error instanceof WebAssembly.CompileError) return false;
    throw error;
  }
}
