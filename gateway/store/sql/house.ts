/** What concerns the store as a whole. */
import type { JobState } from '../../../contracts/wire/job.ts';
import type { Database } from './database.ts';

export async function sharedSecret(
  database: Database,
  name: string,
  make: () => string,
): Promise<string> {
  const read = `SELECT secret FROM secrets WHERE name = $1`;
  const [known] = await database.repeatable(read, [name]);
  if (known !== undefined) return known['secret'] as string;
  await database.repeatable(
    `INSERT INTO secrets (name, secret) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING`,
    [name, make()],
  );
  // Another gateway may have been first.
  const [row] = await database.repeatable(read, [name]);
  return row!['secret'] as string;
}

export async function counts(
  database: Database,
): Promise<{ readonly byState: Readonly<Partial<Record<JobState, number>>> }> {
  const rows = await database.repeatable(`SELECT state, COUNT(*) AS jobs FROM jobs GROUP BY state`);
  return { byState: Object.fromEntries(rows.map((row) => [row['state'], row['jobs']])) };
}

export async function size(
  database: Database,
): Promise<{ readonly jobs: number; readonly tasks: number; readonly objects: number }> {
  const [row] = await database.repeatable(
    `SELECT (SELECT COUNT(*) FROM jobs) AS jobs, (SELECT COUNT(*) FROM tasks) AS tasks,
       (SELECT COUNT(*) FROM objects) AS objects`,
  );
  return {
    jobs: row!['jobs'] as number,
    tasks: row!['tasks'] as number,
    objects: row!['objects'] as number,
  };
}
