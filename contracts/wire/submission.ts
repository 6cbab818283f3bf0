/** A run as JSON: the body of POST /execute, and of the message `execute`. */
import { z } from 'zod';
import { assetPathSchema, sha256Schema } from '../package-manifest.ts';

const base64Schema = z.base64('bytes as base64, padded with =');

/** A file's bytes, or the hash of one that the server has (PUT /v1/assets/{sha256}). */
const assetContentSchema = z.union([
  z.strictObject({ sha256: sha256Schema }),
  z.strictObject({ text: z.string() }),
  z.strictObject({ base64: base64Schema }),
]);

type PolicyRow = Readonly<Record<string, string | number>>;

/** Not a schema for each cell: of a long portfolio that is wrong everywhere, the first place is enough. */
const policyRowsSchema = z.custom<readonly PolicyRow[]>().superRefine((rows: unknown, context) => {
  const wrong = wrongPlace(rows);
  if (wrong === null) return;
  const [path, message] = wrong;
  context.addIssue({ code: 'custom', path: [...path], message });
});

export const submissionSchema = z.strictObject({
  /** A livecalc.config.json; what follows `local://` in it are paths of assets. */
  config: z.record(z.string(), z.unknown()),
  /** Files by path. */
  assets: z.record(assetPathSchema, assetContentSchema).default({}),
  /** The portfolio as rows; it becomes the asset that `config.policies` names, or policies.csv. */
  policies: policyRowsSchema.optional(),
  /** Engines of the model's own by name; `config.engines` need not name them. */
  wasmBinaries: z.record(z.string(), base64Schema).default({}),
  /** Python engines by name. */
  pythonScripts: z.record(z.string(), z.string()).default({}),
  /** Assets that the server has. */
  assumptionRefs: z
    .array(z.strictObject({ path: assetPathSchema, sha256: sha256Schema }))
    .default([]),
  /** SHA-256 by name of built-in engines: the run is refused under others. */
  engines: z.record(z.string(), sha256Schema).default({}),
});

export type Submission = z.infer<typeof submissionSchema>;
/** As a client writes it. */
export type SubmissionInput = z.input<typeof submissionSchema>;
export type AssetContent = z.infer<typeof assetContentSchema>;

/** Where rows are none, as a path into them and what is expected there. */
function wrongPlace(
  rows: unknown,
): readonly [path: readonly PropertyKey[], expected: string] | null {
  if (!Array.isArray(rows) || rows.length === 0) return [[], 'a list [...] of at least one row'];
  for (const [index, row] of rows.entries() as Iterable<[number, unknown]>) {
    if (typeof row !== 'object' || row === null || Array.isArray(row)) {
      return [[index], 'an object {...} of columns'];
    }
    for (const [column, cell] of Object.entries(row)) {
      if (typeof cell === 'string' || Number.isFinite(cell)) continue;
      return [[index, column], 'text in double quotes or a number'];
    }
  }
  return null;
}
