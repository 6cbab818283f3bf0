import { expect, it } from 'vitest';
import { thrownBy } from '../../../service/testing/thrown.ts';
import { parseNatsAddress, type NatsAddress } from './nats-address.ts';

const cases: [text: string, address: NatsAddress][] = [
  ['nats://nats:4222', { servers: ['nats:4222'], isTls: false }],
  ['10.0.0.7', { servers: ['10.0.0.7:4222'], isTls: false }],
  ['tls://nats.example', { servers: ['nats.example:4222'], isTls: true }],
  ['nats://[::1]:14222', { servers: ['[::1]:14222'], isTls: false }],
  ['nats://a:1, nats://b:2', { servers: ['a:1', 'b:2'], isTls: false }],
  ['nats://me:p%40ss@a', { servers: ['a:4222'], isTls: false, user: 'me', pass: 'p@ss' }],
  ['nats://t0ken@a', { servers: ['a:4222'], isTls: false, token: 't0ken' }],
];
for (const [text, address] of cases) {
  it(`reads ${text}`, () => expect(parseNatsAddress(text)).toEqual(address));
}

it.each(['http://a', 'nats://', '', 'nats://a/path', 'nats://me:secret@a?x=1'])(
  'refuses %o and shows nothing of it',
  async (text) => {
    const error = await thrownBy(() => parseNatsAddress(text));
    expect(error.code).toBe('CONFIG_INVALID');
    expect(error.message).toContain('NATS_URL');
    expect(JSON.stringify(error)).not.toContain('secret');
  },
);
