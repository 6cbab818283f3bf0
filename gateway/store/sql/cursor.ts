/** Where a page of jobs ended: by age and id, so that jobs that come meanwhile move nothing. */
import { LiveCalcError } from '../../../contracts/errors.ts';
import type { JobRecord } from '../job-store.ts';

export function cursorOf({ createdAt, id }: Pick<JobRecord, 'createdAt' | 'id'>): string {
  return Buffer.from(`${createdAt} ${id}`).toString('base64url');
}

/** Throws REQUEST_INVALID. */
export function readCursor(cursor: string): [createdAt: number, id: string] {
  const [, createdAt, id] =
    /^(\d{1,15}) ([0-9a-z-]{1,64})$/i.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (createdAt !== undefined && id !== undefined) return [Number(createdAt), id];
  throw new LiveCalcError(
    'REQUEST_INVALID',
    'The cursor is none that a page of jobs gave. Take `nextCursor` of the page before, or leave it out.',
    { found: cursor.slice(0, 100) },
  );
}
