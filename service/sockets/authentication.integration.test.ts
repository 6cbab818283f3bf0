/** Whose a socket is, and for how long. */
import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Authenticator } from '../auth/authenticator.ts';
import { socketServer, tenants, TestClient } from './test-support/socket-server.ts';

const submission = { config: {} };

describe('who it is', () => {
  test('is said by the Authorization header, or by the first message', async () => {
    const { url, jobs } = await socketServer({ authenticator: tenants });
    const headers = { authorization: 'Bearer acme' };
    const named = await TestClient.open(`${url}/stream`, { headers });
    expect((await named.next('connected')).authenticate).toBe(false);
    const unnamed = await TestClient.open(`${url}/stream`);
    expect((await unnamed.next('connected')).authenticate).toBe(true);
    unnamed.say({ type: 'authenticate', token: 'acme' });
    for (const client of [named, unnamed]) {
      client.say({ type: 'execute', submission });
      const { jobId } = await client.next('initialized');
      expect(jobs.jobs.get(jobId)?.tenant).toBe('acme');
    }
  });

  test('a token may be followed by messages at once', async () => {
    const { url, jobs } = await socketServer({ authenticator: tenants });
    const job = jobs.add('acme');
    const client = await TestClient.open(`${url}/v1/jobs/${job.id}/stream`);
    client.say({ type: 'authenticate', token: 'acme' });
    client.say({ type: 'execute', requestId: 'r', submission });
    expect((await client.next('initialized')).jobId).toBe(job.id);
    expect((await client.next('initialized')).requestId).toBe('r');
  });

  test('another tenant’s job looks like a missing one', async () => {
    const { url, jobs } = await socketServer({ authenticator: tenants });
    const client = await TestClient.open(`${url}/stream`);
    client.say({ type: 'authenticate', token: 'other' });
    for (const jobId of [jobs.add('acme').id, randomUUID()]) {
      client.say({ type: 'attach', requestId: 'r', jobId });
      const { error } = await client.next('error');
      expect(error.detail.replace(jobId, 'ID')).toBe('There is no job ID.');
    }
  });

  test('a wrong token closes the socket, and a wrong header refuses it', async () => {
    const { url } = await socketServer({ authenticator: tenants });
    const client = await TestClient.open(`${url}/stream`);
    client.say({ type: 'authenticate', token: 'wrong' });
    expect((await client.next('error')).error.code).toBe('UNAUTHENTICATED');
    expect(await client.closed).toEqual({ code: 4401, reason: 'UNAUTHENTICATED' });
    const headers = { authorization: 'Bearer wrong' };
    await expect(TestClient.open(`${url}/stream`, { headers })).rejects.toThrow('401');
  });

  test('whose credentials are refused is told of', async () => {
    const { url, refused } = await socketServer({ authenticator: tenants });
    const headers = { authorization: 'Bearer wrong' };
    await expect(TestClient.open(`${url}/stream`, { headers })).rejects.toThrow('401');
    const client = await TestClient.open(`${url}/stream`);
    client.say({ type: 'authenticate', token: 'wrong' });
    await client.closed;
    expect(refused).toEqual(['127.0.0.1', '127.0.0.1']);
  });

  test('whose token has expired may not ask for more, and is given what was asked before', async () => {
    let expiresAtMs = Infinity;
    const authenticateToken: Authenticator['authenticateToken'] = async (token) => {
      const who = await tenants.authenticateToken(token);
      // A getter: time does not pass in a test.
      return Object.defineProperty(who, 'expiresAtMs', { get: () => expiresAtMs });
    };
    const { url, jobs } = await socketServer({
      authenticator: { ...tenants, authenticateToken },
    });
    const client = await TestClient.open(`${url}/stream`);
    client.say({ type: 'authenticate', token: 'acme' });
    client.say({ type: 'execute', submission });
    const { jobId } = await client.next('initialized');
    expiresAtMs = 0;
    await jobs.jobs.get(jobId)!.store('scenarios', Buffer.alloc(10));
    const { stream } = await client.next('stream');
    await client.haveFrames(2);
    client.say({ type: 'acknowledge', stream, sequence: 0 });
    client.say({ type: 'attach', jobId });
    expect((await client.next('error')).error.code).toBe('UNAUTHENTICATED');
    expect(await client.closed).toEqual({ code: 4440, reason: 'UNAUTHENTICATED' });
  });

  test('whoever says nothing is closed', async () => {
    const settings = { authenticationTimeoutMs: 20 };
    const { url } = await socketServer({ authenticator: tenants, settings });
    const client = await TestClient.open(`${url}/stream`);
    expect((await client.next('error')).error.detail).toContain('20 ms');
    expect((await client.closed).code).toBe(4401);
  });

  test('whoever says much before a token is closed', async () => {
    const { url } = await socketServer({ authenticator: tenants });
    const client = await TestClient.open(`${url}/stream`);
    client.socket.send('x'.repeat(100_000));
    expect((await client.next('error')).error.code).toBe('UNAUTHENTICATED');
    expect((await client.closed).code).toBe(4401);
  });

  test('a second token, and any message before the first, is out of order', async () => {
    const { url } = await socketServer({ authenticator: tenants });
    const client = await TestClient.open(`${url}/stream`);
    client.say({ type: 'execute', requestId: 'early', submission });
    const early = await client.next('error');
    expect([early.requestId, early.error.code]).toEqual(['early', 'FRAME_OUT_OF_ORDER']);
    client.say({ type: 'authenticate', token: 'acme' });
    client.say({ type: 'authenticate', token: 'acme' });
    expect((await client.next('error')).error.code).toBe('FRAME_OUT_OF_ORDER');
    client.say({ type: 'execute', submission });
    await client.next('initialized');
  });
});
