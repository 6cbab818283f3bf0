/** A real manager on loopback over a temporary folder, both gone after the test. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { createLogger } from '../../service/logger.ts';
import { Secret } from '../../service/settings/secret.ts';
import { login } from '../client/manager-client.ts';
import { connectionTo } from '../client/connection.ts';
import { startManager } from '../server/start-manager.ts';

export const testPassword = 'correct horse battery staple';

/** Versions of an assumption, the oldest first: the lines of versions.json, and their tables. */
export type TestVersions = readonly {
  readonly version: string;
  readonly status: string;
  readonly sha256?: string;
  readonly csv: string;
}[];

export interface TestManager {
  readonly url: string;
  readonly folder: string;
  readonly logged: readonly string[];
  /** Writes versions.json and the tables of an assumption. */
  put(name: string, versions: TestVersions): void;
  /** A token of the user `dev`. */
  token(): Promise<string>;
}

export interface TestManagerOptions {
  readonly host?: string;
  readonly tokenLifetimeMs?: number;
  readonly now?: () => number;
  /** Called with the folder before the manager starts. */
  readonly prepare?: (folder: string) => void | Promise<void>;
}

export function temporaryFolder(prefix = 'livecalc-assumptions-'): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), prefix));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export async function startTestManager(options: TestManagerOptions = {}): Promise<TestManager> {
  const { host = '127.0.0.1', tokenLifetimeMs = 600_000, now = Date.now, prepare } = options;
  const folder = temporaryFolder();
  await prepare?.(folder);
  const logged: string[] = [];
  const manager = await startManager({
    folder,
    host,
    port: 0,
    tokenLifetimeMs,
    now,
    developmentPassword: new Secret(testPassword),
    logger: createLogger({ LOG_LEVEL: 'trace' }, { write: (line) => logged.push(line) }),
  });
  onTestFinished(() => manager[Symbol.asyncDispose]());
  const connection = connectionTo(manager.url, new AbortController().signal);
  return {
    url: manager.url,
    folder,
    logged,
    put: (name, versions) => putVersions(folder, name, versions),
    token: async () => (await login(connection, 'dev', new Secret(testPassword))).token.reveal(),
  };
}

function putVersions(folder: string, name: string, versions: TestVersions): void {
  mkdirSync(path.join(folder, name), { recursive: true });
  const listed = versions.map((version) => ({ ...version, csv: undefined }));
  const text = JSON.stringify({ versions: listed });
  writeFileSync(path.join(folder, name, 'versions.json'), text);
  for (const { version, csv } of versions) {
    writeFileSync(path.join(folder, name, `${version}.csv`), csv);
  }
}
