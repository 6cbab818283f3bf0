/** The chain of a tenant's audit lines: each hash covers all lines before it. */
import type { AuditRecord } from '../job-store.ts';
import { chainStart, linkHash } from '../../audit/chain.ts';
import type { Database, Row } from './database.ts';

/** The head's row is locked, so lines of two gateways come one after the other. */
export async function appendAudit(
  database: Database,
  tenant: string,
  line: string,
): Promise<AuditRecord> {
  return await database.transaction(async (session) => {
    const head = async (): Promise<Row | undefined> => {
      const sql = `SELECT sequence, hash FROM audit_heads WHERE tenant = $1`;
      return (await session.query(`${sql} ${database.dialect.forUpdate}`, [tenant]))[0];
    };
    let last = await head();
    if (last === undefined) {
      await session.query(
        `INSERT INTO audit_heads (tenant, sequence, hash) VALUES ($1, 0, $2)
         ON CONFLICT (tenant) DO NOTHING`,
        [tenant, chainStart],
      );
      last = await head();
    }
    const sequence = (last?.['sequence'] as number) + 1;
    const hash = linkHash(last?.['hash'] as string, line);
    await session.query(
      `INSERT INTO audit_lines (tenant, sequence, line, hash) VALUES ($1, $2, $3, $4)`,
      [tenant, sequence, line, hash],
    );
    await session.query(`UPDATE audit_heads SET sequence = $2, hash = $3 WHERE tenant = $1`, [
      tenant,
      sequence,
      hash,
    ]);
    return { sequence, line, hash };
  });
}

export async function auditRecords(
  database: Database,
  tenant: string,
  after: number,
  limit: number,
): Promise<readonly AuditRecord[]> {
  const rows = await database.repeatable(
    `SELECT sequence, line, hash FROM audit_lines WHERE tenant = $1 AND sequence > $2
     ORDER BY sequence LIMIT $3`,
    [tenant, after, limit],
  );
  return rows.map((row) => ({
    sequence: row['sequence'] as number,
    line: row['line'] as string,
    hash: row['hash'] as string,
  }));
}

export async function auditHead(
  database: Database,
  tenant: string,
): Promise<{ readonly sequence: number; readonly hash: string } | null> {
  const [row] = await database.repeatable(
    `SELECT sequence, hash FROM audit_heads WHERE tenant = $1`,
    [tenant],
  );
  if (row === undefined) return null;
  return { sequence: row['sequence'] as number, hash: row['hash'] as string };
}
