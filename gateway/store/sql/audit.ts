/** The chain of a tenant's audit lines: each hash covers all lines before it. */
import type { AuditRecord } from '../job-store.ts';
import { chainStart, linkHash, type AuditHead } from '../../audit/chain.ts';
import type { Database, Row, Session } from './database.ts';
import type { Dialect } from './dialect.ts';

/** The head's row is locked, so lines of two gateways come one after the other. */
export async function appendAudit(
  database: Database,
  tenant: string,
  lines: readonly string[],
): Promise<readonly AuditRecord[]> {
  return await database.transaction(async (session) => {
    const records = linked(await lockedHead(session, database.dialect, tenant), lines);
    const last = records.at(-1);
    if (last === undefined) return [];
    const columns = { sequence: 'BIGINT', line: 'TEXT', hash: 'TEXT' } as const;
    await session.query(
      `INSERT INTO audit_lines (tenant, sequence, line, hash)
       SELECT $1, sequence, line, hash FROM (${database.dialect.records('$2', columns)}) AS added`,
      [tenant, JSON.stringify(records)],
    );
    await session.query(`UPDATE audit_heads SET sequence = $2, hash = $3 WHERE tenant = $1`, [
      tenant,
      last.sequence,
      last.hash,
    ]);
    return records;
  });
}

function linked(head: AuditHead, lines: readonly string[]): readonly AuditRecord[] {
  let { sequence, hash } = head;
  return lines.map((line) => {
    hash = linkHash(hash, line);
    return { sequence: ++sequence, line, hash };
  });
}

async function lockedHead(session: Session, dialect: Dialect, tenant: string): Promise<AuditHead> {
  const sql = `SELECT sequence, hash FROM audit_heads WHERE tenant = $1 ${dialect.forUpdate}`;
  const [known] = await session.query(sql, [tenant]);
  if (known !== undefined) return headOf(known);
  await session.query(
    `INSERT INTO audit_heads (tenant, sequence, hash) VALUES ($1, 0, $2)
     ON CONFLICT (tenant) DO NOTHING`,
    [tenant, chainStart],
  );
  // Another gateway may have been first.
  const [row] = await session.query(sql, [tenant]);
  return headOf(row!);
}

function headOf(row: Row): AuditHead {
  return { sequence: row['sequence'] as number, hash: row['hash'] as string };
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

export async function auditHead(database: Database, tenant: string): Promise<AuditHead | null> {
  const [row] = await database.repeatable(
    `SELECT sequence, hash FROM audit_heads WHERE tenant = $1`,
    [tenant],
  );
  return row === undefined ? null : headOf(row);
}
