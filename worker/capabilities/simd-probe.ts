/** Whether SIMD128 instructions compile here and calculate. */

/**
 * (module
 *   (func (export "sum") (param i32) (result i32)
 *     (i32x4.extract_lane 3
 *       (i32x4.add
 *         (v128.const i32x4 10 20 30 40)
 *         (i32x4.splat (local.get 0))))))
 */
const moduleBytes = Uint8Array.from([
  ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
  ...[0x01, 0x06, 0x01, 0x60, 0x01, 0x7f, 0x01, 0x7f],
  ...[0x03, 0x02, 0x01, 0x00],
  ...[0x07, 0x07, 0x01, 0x03, 0x73, 0x75, 0x6d, 0x00, 0x00],
  ...[0x0a, 0x20, 0x01, 0x1e, 0x00],
  ...[0xfd, 0x0c, 10, 0, 0, 0, 20, 0, 0, 0, 30, 0, 0, 0, 40, 0, 0, 0],
  ...[0x20, 0x00, 0xfd, 0x11],
  ...[0xfd, 0xae, 0x01],
  ...[0xfd, 0x1b, 0x03, 0x0b],
]);

export async function probeSimd128(): Promise<boolean> {
  try {
    const { instance } = await WebAssembly.instantiate(moduleBytes);
    const sum = instance.exports['sum'] as (addend: number) => number;
    return sum(2) === 42;
  } catch (error) {
    if (error instanceof WebAssembly.CompileError) return false;
    throw error;
  }
}
