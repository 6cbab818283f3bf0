import fc from 'fast-check';

/** Numbers that fields of a zip are compared with. */
const tellingNumbers = [0, 1, 2, 0x7f, 0xff, 0xffff, 0x7fffffff, 0xfffffffe, 0xffffffff];

/** The bytes after one to three changes: bits flipped, numbers set, pieces lost, doubled or moved. */
export function mutatedBytes(
  bytes: Uint8Array<ArrayBuffer>,
): fc.Arbitrary<Uint8Array<ArrayBuffer>> {
  const place = fc.nat(bytes.length - 1);
  const change = fc.oneof(
    fc.record({
      kind: fc.constant('flip' as const),
      at: place,
      value: fc.integer({ min: 1, max: 255 }),
    }),
    fc.record({
      kind: fc.constant('set' as const),
      at: place,
      value: fc.constantFrom(...tellingNumbers),
    }),
    fc.record({ kind: fc.constant('cut' as const), at: place, value: fc.nat(64) }),
    fc.record({ kind: fc.constant('double' as const), at: place, value: fc.nat(64) }),
    fc.record({ kind: fc.constant('end' as const), at: place, value: fc.constant(0) }),
  );
  return fc
    .array(change, { minLength: 1, maxLength: 3 })
    .map((changes) => changes.reduce<Uint8Array<ArrayBuffer>>(mutate, bytes));
}

interface Change {
  readonly kind: 'flip' | 'set' | 'cut' | 'double' | 'end';
  readonly at: number;
  readonly value: number;
}

function mutate(
  bytes: Uint8Array<ArrayBuffer>,
  { kind, at, value }: Change,
): Uint8Array<ArrayBuffer> {
  switch (kind) {
    case 'flip':
      return at < bytes.length ? bytes.with(at, bytes[at]! ^ value) : bytes;
    case 'set': {
      const copy = bytes.slice();
      if (at + 4 <= copy.length) new DataView(copy.buffer).setUint32(at, value, true);
      return copy;
    }
    case 'cut':
      return new Uint8Array([...bytes.subarray(0, at), ...bytes.subarray(at + value)]);
    case 'double':
      return new Uint8Array([...bytes.subarray(0, at + value), ...bytes.subarray(at)]);
    case 'end':
      return bytes.slice(0, at);
  }
}
