import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { remoteAddress } from './remote-address.ts';

function requestFrom(peer: string, forwarded?: string): IncomingMessage {
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
  return { socket: { remoteAddress: peer }, headers } as unknown as IncomingMessage;
}

describe('the address that a request comes from', () => {
  const cases: [peer: string, forwarded: string | undefined, proxies: number, from: string][] = [
    ['10.0.0.1', undefined, 0, '10.0.0.1'],
    ['::ffff:10.0.0.1', undefined, 0, '10.0.0.1'],
    ['10.0.0.1', '1.1.1.1', 0, '10.0.0.1'],
    ['10.0.0.1', '6.6.6.6, 1.1.1.1', 1, '1.1.1.1'],
    ['10.0.0.1', '6.6.6.6, 1.1.1.1, 10.0.0.2', 2, '1.1.1.1'],
    ['10.0.0.1', '1.1.1.1', 3, '1.1.1.1'],
    ['10.0.0.1', '1.1.1.1:4711', 1, '1.1.1.1'],
    ['10.0.0.1', '[2001:db8::1]:443', 1, '2001:db8::1'],
    ['10.0.0.1', '"injected":true', 1, '10.0.0.1'],
    ['10.0.0.1', undefined, 1, '10.0.0.1'],
  ];
  for (const [peer, forwarded, proxies, from] of cases) {
    it(`is ${from} for a peer ${peer}, ${forwarded ?? 'nothing'} forwarded, ${proxies} proxies`, () => {
      expect(remoteAddress(requestFrom(peer, forwarded), proxies)).toBe(from);
    });
  }
});
