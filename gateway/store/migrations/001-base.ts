/**
 * Times are milliseconds and days since 1970, JSON is text, flags are 0 and 1.
 *
 * A change of a job's state writes its transition by a trigger: there is no way to do one without the
 * other. Transitions and audit lines cannot be changed, and transitions go only with their job.
 */
import type { Dialect } from '../sql/dialect.ts';
import type { Migration } from './migration.ts';

const transition = (from: string): string =>
  `INSERT INTO transitions (job_id, at, from_state, to_state, reason, moved_by)
   VALUES (NEW.id, NEW.moved_at, ${from}, NEW.state, NEW.moved_reason, NEW.moved_by)`;

export const base: Migration = {
  number: 1,
  name: 'base',
  kind: 'expand',
  statements: (dialect) => [
    ...jobTables(dialect),
    ...taskTables(dialect),
    ...objectTables,
    ...auditTables(dialect),
    ...smallTables,
  ],
};

const jobTables = (dialect: Dialect): readonly string[] => [
  `CREATE TABLE jobs (
    id TEXT PRIMARY KEY,
    tenant TEXT NOT NULL,
    subject TEXT NOT NULL,
    model TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    brings_code INTEGER NOT NULL,
    pool TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    deadline_at BIGINT,
    max_attempts BIGINT NOT NULL,
    recompute INTEGER NOT NULL,
    idempotency_key TEXT,
    traceparent TEXT,
    queued_bytes BIGINT NOT NULL,
    state TEXT NOT NULL,
    moved_at BIGINT NOT NULL,
    moved_by TEXT NOT NULL,
    moved_reason TEXT NOT NULL,
    waiting_for TEXT,
    started_at BIGINT,
    finished_at BIGINT,
    runtime_version TEXT,
    planned TEXT,
    progress TEXT,
    result TEXT,
    tables TEXT NOT NULL DEFAULT '[]',
    error TEXT,
    answered_from TEXT,
    cancel_requested INTEGER NOT NULL DEFAULT 0,
    version BIGINT NOT NULL DEFAULT 1)`,
  `CREATE UNIQUE INDEX jobs_by_idempotency_key ON jobs (tenant, idempotency_key)
   WHERE idempotency_key IS NOT NULL`,
  `CREATE INDEX jobs_by_age ON jobs (tenant, created_at, id)`,
  `CREATE INDEX jobs_not_ended ON jobs (tenant, created_at)
   WHERE state NOT IN ('COMPLETED', 'FAILED', 'CANCELLED')`,
  `CREATE INDEX jobs_ended ON jobs (finished_at)
   WHERE state IN ('COMPLETED', 'FAILED', 'CANCELLED')`,
  `CREATE INDEX jobs_by_content ON jobs (tenant, content_hash) WHERE state = 'COMPLETED'`,
  `CREATE TABLE transitions (
    job_id TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    sequence ${dialect.name === 'sqlite' ? 'INTEGER PRIMARY KEY' : 'BIGSERIAL PRIMARY KEY'},
    at BIGINT NOT NULL,
    from_state TEXT,
    to_state TEXT NOT NULL,
    reason TEXT NOT NULL,
    moved_by TEXT NOT NULL)`,
  `CREATE INDEX transitions_by_job ON transitions (job_id, sequence)`,
  ...dialect.after('INSERT', 'jobs', 'true', transition('NULL')),
  ...dialect.after('UPDATE', 'jobs', 'OLD.state <> NEW.state', transition('OLD.state')),
  ...dialect.refuse('UPDATE', 'transitions', 'true'),
  ...dialect.refuse('DELETE', 'transitions', 'EXISTS (SELECT 1 FROM jobs WHERE id = OLD.job_id)'),
  `CREATE TABLE leads (
    job_id TEXT PRIMARY KEY REFERENCES jobs (id) ON DELETE CASCADE,
    gateway TEXT,
    token BIGINT NOT NULL,
    held_until BIGINT NOT NULL)`,
];

const taskTables = (dialect: Dialect): readonly string[] => [
  `CREATE TABLE tasks (
    job_id TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    task_id TEXT NOT NULL,
    tenant TEXT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting',
    stage BIGINT NOT NULL,
    first_unit BIGINT NOT NULL,
    units BIGINT NOT NULL,
    attempts BIGINT NOT NULL DEFAULT 0,
    lost BIGINT NOT NULL DEFAULT 0,
    preempted BIGINT NOT NULL DEFAULT 0,
    published_at BIGINT,
    done_at BIGINT,
    compute_ms DOUBLE PRECISION,
    outcome TEXT,
    bytes ${dialect.bytes},
    PRIMARY KEY (job_id, task_id))`,
  `CREATE INDEX tasks_done ON tasks (tenant, done_at) WHERE done_at IS NOT NULL`,
  ...dialect.plainBytes('tasks', 'bytes'),
  `CREATE TABLE representations (
    job_id TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    table_name TEXT NOT NULL,
    format TEXT NOT NULL,
    object TEXT NOT NULL,
    PRIMARY KEY (job_id, table_name, format))`,
];

const objectTables = [
  `CREATE TABLE objects (
    tenant TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    size_bytes BIGINT NOT NULL,
    touched_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, sha256))`,
  `CREATE INDEX objects_by_touch ON objects (touched_at)`,
  `CREATE TABLE job_objects (
    job_id TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    tenant TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    PRIMARY KEY (job_id, sha256))`,
  `CREATE INDEX job_objects_by_object ON job_objects (tenant, sha256)`,
];

const auditTables = (dialect: Dialect): readonly string[] => [
  `CREATE TABLE audit_heads (
    tenant TEXT PRIMARY KEY,
    sequence BIGINT NOT NULL,
    hash TEXT NOT NULL)`,
  `CREATE TABLE audit_lines (
    tenant TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    line TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (tenant, sequence))`,
  ...dialect.refuse('UPDATE', 'audit_lines', 'true'),
  ...dialect.refuse('DELETE', 'audit_lines', 'true'),
  ...dialect.refuse('UPDATE', 'audit_heads', 'NEW.sequence <= OLD.sequence'),
  ...dialect.refuse('DELETE', 'audit_heads', 'OLD.sequence > 0'),
];

const smallTables = [
  `CREATE TABLE tenants (tenant TEXT PRIMARY KEY)`,
  `CREATE TABLE gateways (gateway TEXT PRIMARY KEY, seen_at BIGINT NOT NULL)`,
  `CREATE TABLE secrets (name TEXT PRIMARY KEY, secret TEXT NOT NULL)`,
  `CREATE TABLE usage (
    tenant TEXT NOT NULL,
    day BIGINT NOT NULL,
    jobs BIGINT NOT NULL,
    compute_seconds DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (tenant, day))`,
];
