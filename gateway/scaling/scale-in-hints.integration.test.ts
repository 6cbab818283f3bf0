/** The hints through Kubernetes' own client, to a server that checks patches as the API server does. */
import type { KubeConfig } from '@kubernetes/client-node';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { busyForMs, type Loads } from './deletion-costs.ts';
import { deletionCostAnnotation, isInCluster, openClusterPods } from './cluster-pods.ts';
import { patchesPerRound, ScaleInHints } from './scale-in-hints.ts';
import { ApiServer } from './testing/api-server.ts';

let server: ApiServer;
let warnings: unknown[];
let loads: Loads;
let nowMs: number;

beforeEach(async () => {
  server = await ApiServer.start();
  warnings = [];
  loads = new Map();
  nowMs = 0;
});
afterEach(() => server[Symbol.asyncDispose]());

async function startedHints(token = server.token): Promise<ScaleInHints> {
  const pods = await openClusterPods((config) => loadFor(config, token));
  return new ScaleInHints({
    loads: () => loads,
    pods,
    logger: { warn: (fields: unknown) => warnings.push(fields) },
    now: () => nowMs,
  });
}

function loadFor(config: KubeConfig, token: string): void {
  config.loadFromOptions({
    // It talks without TLS, which the client refuses otherwise.
    clusters: [{ name: 'here', server: server.url, skipTLSVerify: true }],
    users: [{ name: 'gateway', token }],
    contexts: [{ name: 'here', cluster: 'here', user: 'gateway', namespace: server.namespace }],
    currentContext: 'here',
  });
}

function costOf(pod: string): string | undefined {
  return server.pods.get(pod)?.metadata.annotations[deletionCostAnnotation];
}

describe('scaling down', () => {
  test('is told that busy pods cost more than idle ones, and nothing else of the pod is touched', async () => {
    using hints = await startedHints();
    server.addPod('busy', { other: 'stays' });
    server.addPod('idle');
    loads = new Map([
      ['busy', 2],
      ['idle', 0],
    ]);
    await hints.round();
    expect([costOf('busy'), costOf('idle')]).toEqual(['200', '0']);
    expect(server.pods.get('busy')?.metadata.annotations).toMatchObject({ other: 'stays' });
    expect(server.pods.get('busy')?.metadata.labels).toEqual({ app: 'livecalc-worker' });
    expect(warnings).toEqual([]);
  });

  test('is told again only of what has changed', async () => {
    using hints = await startedHints();
    server.addPod('a');
    server.addPod('b');
    loads = new Map([
      ['a', 1],
      ['b', 0],
    ]);
    await hints.round();
    await hints.round();
    expect(server.requests).toEqual(['PATCH a', 'PATCH b']);
    nowMs = busyForMs;
    loads = new Map([
      ['a', 0],
      ['b', 0],
    ]);
    await hints.round();
    expect(server.requests.slice(2)).toEqual(['PATCH a']);
    expect(costOf('a')).toBe('0');
  });

  test('two gateways set the same numbers', async () => {
    using one = await startedHints();
    using other = await startedHints();
    server.addPod('a');
    loads = new Map([['a', 3]]);
    await Promise.all([one.round(), other.round()]);
    expect(costOf('a')).toBe('300');
  });

  test('is not asked for more patches at once than the limit', async () => {
    using hints = await startedHints();
    const names = Array.from({ length: patchesPerRound + 5 }, (_, index) => `pod-${index}`);
    for (const name of names) server.addPod(name);
    loads = new Map(names.map((name) => [name, 1]));
    await hints.round();
    expect(server.requests).toHaveLength(patchesPerRound);
    await hints.round();
    expect(names.map(costOf)).toEqual(names.map(() => '100'));
  });

  test('does without a pod that is gone', async () => {
    using hints = await startedHints();
    server.addPod('there');
    loads = new Map([
      ['gone', 1],
      ['there', 0],
    ]);
    await hints.round();
    expect(costOf('there')).toBe('0');
    expect(warnings).toEqual([]);
  });
});

describe('an API server that refuses', () => {
  test('is complained of once, and told everything when it takes patches again', async () => {
    using hints = await startedHints();
    server.addPod('a');
    server.mayPatch = false;
    loads = new Map([['a', 1]]);
    await hints.round();
    await hints.round();
    expect(warnings).toMatchObject([{ code: 'BACKEND_UNAVAILABLE' }]);
    server.mayPatch = true;
    await hints.round();
    expect(costOf('a')).toBe('100');
  });

  test('says which right is missing', async () => {
    server.mayPatch = false;
    const pods = await openClusterPods((config) => loadFor(config, server.token));
    const refused = pods.setDeletionCost('a', 1, new AbortController().signal);
    await expect(refused).rejects.toThrow(/403 .*verb patch on pods/);
  });

  test('does not let in who has the wrong token', async () => {
    const pods = await openClusterPods((config) => loadFor(config, 'another'));
    server.addPod('a');
    const refused = pods.setDeletionCost('a', 1, new AbortController().signal);
    await expect(refused).rejects.toThrow('401');
    expect(costOf('a')).toBeUndefined();
  });
});

test('outside of a cluster there is no API server to be told', async () => {
  expect(isInCluster({})).toBe(false);
  expect(isInCluster({ KUBERNETES_SERVICE_HOST: '10.0.0.1' })).toBe(true);
});

test('a pod without a token is told what to mend', async () => {
  const opening = openClusterPods((config) => {
    loadFor(config, server.token);
    config.contexts = [{ name: 'here', cluster: 'here', user: 'gateway' }];
  });
  await expect(opening).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
});
