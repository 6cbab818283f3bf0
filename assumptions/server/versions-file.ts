/** versions.json of an assumption: its versions, the oldest first, and who approved which. */
import { z } from 'zod';
import { firstFinding } from '../../contracts/describe-issues.ts';
import { LiveCalcError } from '../../contracts/errors.ts';
import {
  assumptionNameSchema,
  draftVersion,
  latestVersion,
} from '../../contracts/file-reference.ts';
import { sha256Schema } from '../../contracts/package-manifest.ts';
import { JsonTextError, parseJson } from '../../contracts/parse-json.ts';

export const versionsFileName = 'versions.json';

const reserved: ReadonlySet<string> = new Set([latestVersion, draftVersion]);

const versionsFileSchema = z.strictObject({
  versions: z
    .array(
      z.strictObject({
        version: assumptionNameSchema.refine((version) => !reserved.has(version), {
          error: 'another word: latest and draft say which version is meant',
        }),
        status: z.string().min(1).max(100).default('draft'),
        approvedBy: z.string().nullable().default(null),
        approvedAt: z.string().nullable().default(null),
        /** Of the table that was approved: another one is not served under this version. */
        sha256: sha256Schema.optional(),
      }),
    )
    .refine((list) => new Set(list.map(({ version }) => version)).size === list.length, {
      error: 'each version once',
    }),
});

export type ListedVersion = z.infer<typeof versionsFileSchema>['versions'][number];

/** Throws FILE_UNREADABLE naming what is wrong; `file` is what messages call it. */
export function parseVersionsFile(text: string, file: string): readonly ListedVersion[] {
  const value = parsed(text, file);
  const { success, data, error } = versionsFileSchema.safeParse(value);
  if (success) return data.versions;
  const {
    key = '',
    found = 'another',
    expected = 'its schema',
  } = firstFinding(versionsFileSchema, value, error.issues) ?? {};
  const message = `${file} cannot be used: ${key || 'the whole'} is ${found}; expected ${expected}.`;
  throw new LiveCalcError('FILE_UNREADABLE', message, { file, found, expected });
}

function parsed(text: string, file: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    if (!(error instanceof JsonTextError)) throw error;
    throw new LiveCalcError('FILE_UNREADABLE', `${file}, ${error.message}.`, { file }, error);
  }
}
