import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { originsOf } from './origins.ts';

function isRefused(headers: { origin?: string; host?: string }, open = false): boolean {
  const origins = originsOf(['https://panel.example'], open);
  try {
    origins.check({ headers } as IncomingMessage);
    return false;
  } catch {
    return true;
  }
}

describe('a request', () => {
  const cases: [origin: string | undefined, host: string, refused: boolean][] = [
    [undefined, 'livecalc.example', false],
    ['https://livecalc.example', 'livecalc.example', false],
    ['https://livecalc.example', 'LiveCalc.example', false],
    ['https://panel.example', 'livecalc.example', false],
    ['https://livecalc.example:8443', 'livecalc.example', true],
    ['https://livecalc.example.evil', 'livecalc.example', true],
    ['https://livecalc.example/path', 'livecalc.example', true],
    ['http://panel.example', 'livecalc.example', true],
    ['null', 'null', true],
    ['', '', true],
  ];
  for (const [origin, host, refused] of cases) {
    it(`to ${host} from ${origin ?? 'no page'} is ${refused ? 'refused' : 'taken'}`, () => {
      expect(isRefused({ host, ...(origin !== undefined && { origin }) })).toBe(refused);
    });
  }
});

describe('a server that asks for no credentials', () => {
  const hosts: [host: string | undefined, refused: boolean][] = [
    ['localhost:3000', false],
    ['127.0.0.1', false],
    ['[::1]:3000', false],
    ['evil.test', true],
    ['127.0.0.1.evil.test', true],
    ['localhost@evil.test', true],
    [undefined, true],
  ];
  for (const [host, refused] of hosts) {
    it(`${refused ? 'refuses' : 'takes'} the Host ${host ?? 'that is missing'}`, () => {
      expect(isRefused(host === undefined ? {} : { host }, true)).toBe(refused);
    });
  }
});
