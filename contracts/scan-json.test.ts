import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scanJson } from './scan-json.ts';

describe('a look at JSON text', () => {
  const cases: [text: string, flaw: 'depth' | 'duplicate' | undefined, offset?: number][] = [
    ['[[[]]]', undefined],
    ['[[[[]]]]', 'depth', 3],
    ['{"a":{"b":{"c":{}}}}', 'depth', 15],
    ['["[[[[[[", "\\"[[[[", "\\\\"]', undefined],
    ['["\\\\", [[[]]]]', 'depth', 9],
    ['[]][[[[[', 'depth', 6],
    ['{"a":1,"b":2}', undefined],
    ['{"a":1, "a" : 2}', 'duplicate', 8],
    ['{"a":1,"\\u0061":2}', 'duplicate', 7],
    ['[{"a":1},{"a":1}]', undefined],
    ['{"a":{"a":{}}}', undefined],
    ['{"a":"a","b":["a","a"]}', undefined],
    ['{"a":[{"b":1}],"a":2}', 'duplicate', 15],
    ['{"__proto__":1,"__proto__":2}', 'duplicate', 15],
    ['"never closed \\', undefined],
  ];
  for (const [text, flaw, offset] of cases) {
    it(`finds ${flaw ?? 'nothing'} in ${text}`, () => {
      const found = scanJson(text, 3);
      expect([found?.flaw, found?.offset]).toEqual([flaw, offset]);
    });
  }

  it('finds nothing in what JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        expect(scanJson(JSON.stringify(value, null, 1), 64)).toBeNull();
      }),
    );
  });
});
