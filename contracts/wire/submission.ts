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

export const submissionSchema = z.strictObject({
  /** A livecalc.config.json; what follows `local://` in it are paths of assets. */
  config: z.record(z.string(), z.unknown()),
  /** Files by path. */
  assets: z.record(assetPathSchema, assetContentSchema).default({}),
  /** The portfolio as rows; it becomes the asset that `config.policies` names, or policies.csv. */
  policies: z
    .array(z.record(z.string(), z.union([z.string(), z.number()])))
    .min(1)
    .optional(),
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
