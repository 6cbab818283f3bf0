import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { thrownBy } from '../../../service/testing/thrown.ts';
import { openPostgresStore } from '../postgres-store.ts';
import { noPostgres, startPostgres } from '../testing/postgres-server.ts';

/** A certificate for loopback that vouches for itself. */
function certificateIn(folder: string, name: string): { certificate: string; key: string } {
  const [certificate, key] = [join(folder, `${name}.crt`), join(folder, `${name}.key`)];
  const options = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const files = ['-out', certificate, '-keyout', key, '-days', '2'];
  execFileSync('openssl', ['req', ...options, ...subject, ...files], { stdio: 'ignore' });
  return { certificate: readFileSync(certificate, 'utf8'), key: readFileSync(key, 'utf8') };
}

describe.skipIf(noPostgres !== null)('PostgreSQL with TLS', () => {
  test('is used where DATABASE_CA_FILE vouches for it, and not where that is another', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'livecalc-tls-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    await using server = await startPostgres({ tls: certificateIn(folder, 'server') });
    certificateIn(folder, 'other');

    await using store = await openPostgresStore({
      url: server.url,
      caFile: join(folder, 'server.crt'),
    });
    await store.ping();

    const error = await thrownBy(() =>
      openPostgresStore({ url: server.url, caFile: join(folder, 'other.crt') }),
    );
    expect(error.code).toBe('BACKEND_UNAVAILABLE');
    expect(error.message).toContain('self-signed certificate');
  });
});
