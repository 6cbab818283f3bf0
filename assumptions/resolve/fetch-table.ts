/** The table of one version: of the cache, or of the manager and then of the cache. */
import { LiveCalcError } from '../../contracts/errors.ts';
import { draftStatus, type VersionFacts } from '../../contracts/wire/assumptions-manager.ts';
import type { SeenVersions } from '../cache/seen-versions.ts';
import { WrongBytes, type CachedTable, type TableCache } from '../cache/table-cache.ts';
import type { ManagerClient } from '../client/manager-client.ts';
import { Retryable } from '../client/retrying.ts';
import { checkShape } from './check-shape.ts';

/** What is asked, and where answers are kept. */
export interface TableServices {
  readonly client: ManagerClient;
  readonly cache: TableCache;
  readonly seen: SeenVersions;
}

/**
 * `name` is what messages call the table. Throws ASSET_CHANGED where the bytes are not what the manager
 * says, or were others before; COLUMN_INVALID; and what the client and the cache throw.
 */
export async function fetchTable(
  services: TableServices,
  facts: VersionFacts,
  name: string,
): Promise<CachedTable> {
  const { client, cache, seen } = services;
  const key = { url: client.url, name: facts.name, version: facts.version };
  if (facts.status !== draftStatus) checkUnchanged(await seen.sha256Of(key), facts);
  const table = (await cache.find(facts.sha256)) ?? (await download(services, facts));
  await checkShape(table, name, facts.schema);
  await seen.remember(key, facts.sha256);
  return table;
}

/** Drafts may change under their version, whose pin then says which one it was. */
function checkUnchanged(before: string | null, { version, sha256 }: VersionFacts): void {
  if (before === null || before === sha256) return;
  throw changed(
    `Version ${version} has changed: its table had SHA-256 ${before} when it was fetched before, and ` +
      `has ${sha256} now. A version that is not a draft stays what it is: have the change made a version ` +
      'of its own.',
    sha256,
    before,
  );
}

async function download(
  { client, cache }: TableServices,
  facts: VersionFacts,
): Promise<CachedTable> {
  return await client.data(facts.name, facts.version, async (bytes) => {
    try {
      return await cache.store(facts, bytes);
    } catch (error) {
      if (!(error instanceof WrongBytes)) throw error;
      if (error.isShort) throw new Retryable(cutShort(client, facts, error.found));
      const expected = `${facts.bytes} bytes with SHA-256 ${facts.sha256}`;
      const message =
        `The table that came is not the one of version ${facts.version}: found ${error.found}, expected ` +
        `${expected}, as the Assumptions Manager says. Have it mended there.`;
      throw changed(message, error.found, expected);
    }
  });
}

function cutShort({ url }: ManagerClient, facts: VersionFacts, found: string): LiveCalcError {
  const expected = `${facts.bytes} bytes`;
  const message = `The Assumptions Manager at ${url} stopped in the middle of the table: found ${found}, expected ${expected}.`;
  return new LiveCalcError('SERVER_UNREACHABLE', message, { found, expected });
}

export function changed(message: string, found: string, expected: string): LiveCalcError {
  return new LiveCalcError('ASSET_CHANGED', message, { found, expected });
}
