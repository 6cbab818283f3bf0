import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { afterAll, describe, expect, it } from 'vitest';
import { problemSchema, type Problem } from '../../contracts/wire/problem-details.ts';
import { startTestServer } from '../testing/test-server.ts';
import { readJsonBody } from './json-body.ts';

const limitBytes = 4096;
const server = await startTestServer({}, (permit) => [
  {
    path: '/echo',
    methods: {
      post: [
        permit('job.submit'),
        async (request, response) => {
          response.json(await readJsonBody(request, limitBytes));
        },
      ],
    },
  },
]);
afterAll(() => server[Symbol.asyncDispose]());

function post(
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${server.url}/echo`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
  });
}

async function problemIn(response: Response): Promise<Problem> {
  return problemSchema.parse(await response.json());
}

describe('a JSON body', () => {
  const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

  it('is read, brackets in text and all', async () => {
    const value = { text: '[[[['.repeat(100), quoted: '\\"[', list: [{ a: 1 }, { a: 2 }] };
    expect(await (await post(JSON.stringify(value))).json()).toEqual(value);
    expect(await (await post(nested(64))).json()).toEqual(JSON.parse(nested(64)));
  });

  const refused: [
    name: string,
    body: string | Uint8Array<ArrayBuffer>,
    code: string,
    status: number,
    says: string,
  ][] = [
    ['nested 65 levels deep', nested(65), 'JSON_TOO_DEEP', 400, 'at most 64 levels'],
    [
      'nested deep, and never closed',
      '[{"a":'.repeat(600),
      'JSON_TOO_DEEP',
      400,
      'at most 64 levels',
    ],
    [
      'nested deep after a quote in text',
      `["\\"",${nested(70)}]`,
      'JSON_TOO_DEEP',
      400,
      'at most 64',
    ],
    ['with a key twice', '{"a":1,"\\u0061":2}', 'REQUEST_INVALID', 400, 'a second time'],
    ['that is not JSON', '{"a":}', 'REQUEST_INVALID', 400, 'line 1, column 6'],
    ['that is empty', '', 'REQUEST_INVALID', 400, 'is not JSON'],
    ['that is not UTF-8', new Uint8Array([0x22, 0xff, 0x22]), 'REQUEST_INVALID', 400, 'not UTF-8'],
    [
      'that is too long',
      `"${'x'.repeat(limitBytes)}"`,
      'PACKAGE_TOO_LARGE',
      413,
      'at most 4096 bytes',
    ],
  ];
  for (const [name, body, code, status, says] of refused) {
    it(`${name} is refused`, async () => {
      const response = await post(body);
      expect(response.status).toBe(status);
      const problem = await problemIn(response);
      expect(problem.code).toBe(code);
      expect(problem.detail).toContain(says);
    });
  }

  it('that is too long is refused also where its length is not said', async () => {
    const request = httpRequest(`${server.url}/echo`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'transfer-encoding': 'chunked' },
    });
    const answered = once(request, 'response');
    for (let part = 0; part < 100; part++) request.write('x'.repeat(1000));
    request.end();
    const [response] = await answered;
    expect(response.statusCode).toBe(413);
    response.resume();
  });

  const headers: [name: string, headers: Record<string, string>][] = [
    ['another type', { 'content-type': 'text/plain' }],
    ['another character set', { 'content-type': 'application/json; charset=utf-16' }],
    ['an encoding', { 'content-encoding': 'gzip' }],
  ];
  for (const [name, more] of headers) {
    it(`with ${name} is refused`, async () => {
      expect(await problemIn(await post('{}', more))).toMatchObject({ code: 'REQUEST_INVALID' });
    });
  }
});
