/** Where the SQL of the two databases must differ: here, and nowhere else. */

export interface Dialect {
  readonly name: 'sqlite' | 'postgres';
  /** The type of bytes. */
  readonly bytes: string;
  /** After a SELECT: nobody else changes these rows until the transaction ends. */
  readonly forUpdate: string;
  /** The same for rows that are only read: others may hold them so too. */
  readonly forShare: string;
  /** Whether a column is one of the texts of a JSON array. */
  isOneOf(column: string, json: string): string;
  /** Rows of an array of JSON objects; each column is named with its type. */
  records(json: string, columns: Readonly<Record<string, 'TEXT' | 'BIGINT'>>): string;
  /** The text under a key of a JSON object; NULL where it is not there. */
  field(json: string, key: string): string;
  /** What must stand before the first migration. */
  readonly prelude: readonly string[];
  /** Held by the transaction that migrates. */
  readonly migrationLock: string;
  /** A trigger that does `statement` after an event of a table. */
  after(event: string, table: string, when: string, statement: string): readonly string[];
  /** A trigger that refuses an event of a table's rows where `when` holds. */
  refuse(event: 'UPDATE' | 'DELETE', table: string, when: string): readonly string[];
  /** Bytes of a column lie beside the row and are not compressed: they would not get smaller. */
  plainBytes(table: string, column: string): readonly string[];
}

/** `store_now()` is a function of the connection here: the clock that the store was given. */
export const sqliteDialect: Dialect = {
  name: 'sqlite',
  bytes: 'BLOB',
  // A transaction that writes is alone from its BEGIN IMMEDIATE on.
  forUpdate: '',
  forShare: '',
  isOneOf: (column, json) => `${column} IN (SELECT value FROM json_each(${json}))`,
  records: (json, columns) =>
    `SELECT ${Object.keys(columns)
      .map((name) => `json_extract(value, '$.${name}') AS ${name}`)
      .join(', ')} FROM json_each(${json})`,
  field: (json, key) => `json_extract(${json}, '$.${key}')`,
  prelude: [],
  migrationLock: 'SELECT 1',
  after: (event, table, when, statement) => [
    `CREATE TRIGGER ${triggerName('after', event, table)} AFTER ${event} ON ${table}
     FOR EACH ROW WHEN ${when} BEGIN ${statement}; END`,
  ],
  refuse: (event, table, when) => [
    `CREATE TRIGGER ${triggerName('refuse', event, table)} BEFORE ${event} ON ${table}
     FOR EACH ROW WHEN ${when}
     BEGIN SELECT RAISE(ABORT, '${table} is append-only'); END`,
  ],
  plainBytes: () => [],
};

export const postgresDialect: Dialect = {
  name: 'postgres',
  bytes: 'BYTEA',
  forUpdate: 'FOR UPDATE',
  forShare: 'FOR SHARE',
  // An array, which is made once: a subquery would be looked through for every row.
  isOneOf: (column, json) =>
    `${column} = ANY (ARRAY(SELECT json_array_elements_text(${json}::json)))`,
  records: (json, columns) =>
    `SELECT * FROM json_to_recordset(${json}::json) AS record(${Object.entries(columns)
      .map(([name, type]) => `${name} ${type}`)
      .join(', ')})`,
  field: (json, key) => `(${json}::json ->> '${key}')`,
  prelude: [
    // Its own clock, so that gateways whose clocks differ agree on leases. Not now(), which stands
    // still in a transaction.
    `CREATE OR REPLACE FUNCTION store_now() RETURNS BIGINT LANGUAGE sql VOLATILE AS
     'SELECT (EXTRACT(EPOCH FROM clock_timestamp()) * 1000)::BIGINT'`,
  ],
  migrationLock: `SELECT pg_advisory_xact_lock(hashtext('livecalc migrations'))`,
  after: (event, table, when, statement) =>
    trigger(triggerName('after', event, table), `AFTER ${event}`, table, when, `${statement};`),
  refuse: (event, table, when) =>
    trigger(
      triggerName('refuse', event, table),
      `BEFORE ${event}`,
      table,
      'true',
      // PostgreSQL allows no subquery in WHEN.
      `IF ${when} THEN RAISE EXCEPTION '${table} is append-only'; END IF;`,
      event === 'DELETE' ? 'OLD' : 'NEW',
    ),
  plainBytes: (table, column) => [
    `ALTER TABLE ${table} ALTER COLUMN ${column} SET STORAGE EXTERNAL`,
  ],
};

function triggerName(kind: string, event: string, table: string): string {
  return `${kind}_${event.toLowerCase().replaceAll(' ', '_')}_${table}`;
}

function trigger(
  name: string,
  event: string,
  table: string,
  when: string,
  body: string,
  row = 'NULL',
): readonly string[] {
  return [
    `CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS
     $body$ BEGIN ${body} RETURN ${row}; END $body$`,
    `CREATE TRIGGER ${name} ${event} ON ${table} FOR EACH ROW WHEN (${when})
     EXECUTE FUNCTION ${name}()`,
  ];
}
