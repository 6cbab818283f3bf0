/** The job store over a SQL database: each concern stands in a file of its own beside this one. */
import type { JobStore } from '../job-store.ts';
import { appendAudit, auditHead, auditRecords } from './audit.ts';
import type { Database } from './database.ts';
import { counts, sharedSecret, size } from './house.ts';
import { answeredJob, answersOf, findJob, listJobs, transitionsOf } from './jobs.ts';
import { gatewayAlive, leaseJobs, releaseLeases, renewLeases } from './leases.ts';
import { moveJob, requestCancel } from './moves.ts';
import {
  addRepresentation,
  forgetObject,
  representation,
  touchObject,
  unusedObjects,
  useObjects,
} from './objects.ts';
import { outcomeBytes, storeOutcome } from './outcomes.ts';
import { endedBefore, purgeJob, usageOf } from './retention.ts';
import { insertJob } from './submissions.ts';
import { taskTotals } from './task-totals.ts';
import { addTasks, publishing, removeTasks, taskLost, tasksOf } from './tasks.ts';

/** Takes the database over: it is closed with the store. */
export function sqlJobStore(database: Database): JobStore {
  return {
    insert: (job, quota) => insertJob(database, job, quota),
    job: (tenant, jobId) => findJob(database, jobId, tenant),
    anyJob: (jobId) => findJob(database, jobId, null),
    list: (filter, limit, cursor) => listJobs(database, filter, limit, cursor),
    transitions: (jobId) => transitionsOf(database, jobId),
    answered: (tenant, asked) => answeredJob(database, tenant, asked),
    answersOf: (jobId) => answersOf(database, jobId),
    move: (jobId, move, fence) => moveJob(database, jobId, move, fence),
    requestCancel: (tenant, jobId) => requestCancel(database, tenant, jobId),

    gatewayAlive: (gateway, ttlMs) => gatewayAlive(database, gateway, ttlMs),
    lease: (gateway, limit, ttlMs) => leaseJobs(database, gateway, limit, ttlMs),
    renew: (fences, ttlMs) => renewLeases(database, fences, ttlMs),
    release: (fences) => releaseLeases(database, fences),

    addTasks: (fence, tasks) => addTasks(database, fence, tasks),
    removeTasks: (fence, taskIds) => removeTasks(database, fence, taskIds),
    tasks: (jobId) => tasksOf(database, jobId),
    taskTotals: (jobId) => taskTotals(database, jobId),
    publishing: (fence, taskIds, at) => publishing(database, fence, taskIds, at),
    taskLost: (fence, taskId, reason) => taskLost(database, fence, taskId, reason),
    storeOutcome: (outcome, bytes) => storeOutcome(database, outcome, bytes),
    outcomeBytes: (jobId, taskId) => outcomeBytes(database, jobId, taskId),
    useObjects: (jobId, objects) => useObjects(database, jobId, objects),

    touchObject: (tenant, object) => touchObject(database, tenant, object),
    unusedObjects: (forMs, limit) => unusedObjects(database, forMs, limit),
    forgetObject: (tenant, sha256, forMs) => forgetObject(database, tenant, sha256, forMs),
    representation: (jobId, table, format) => representation(database, jobId, table, format),
    addRepresentation: (added) => addRepresentation(database, added),
    endedBefore: (at, limit) => endedBefore(database, at, limit),
    purge: (jobId) => purgeJob(database, jobId),

    usage: (tenant, fromDay, toDay) => usageOf(database, tenant, fromDay, toDay),
    appendAudit: (tenant, lines) => appendAudit(database, tenant, lines),
    auditRecords: (tenant, after, limit) => auditRecords(database, tenant, after, limit),
    auditHead: (tenant) => auditHead(database, tenant),

    sharedSecret: (name, make) => sharedSecret(database, name, make),
    counts: () => counts(database),
    size: () => size(database),
    ping: async () => void (await database.repeatable('SELECT 1')),
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}
