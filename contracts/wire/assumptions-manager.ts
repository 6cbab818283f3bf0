/** The HTTP API of an Assumptions Manager: docs/assumptions.md has the table of its routes. */
import { z } from 'zod';
import { assumptionNameSchema } from '../file-reference.ts';
import { sha256Schema } from '../package-manifest.ts';

/** `approved`, `draft`, or a word of the manager's own such as `retired`. */
const statusSchema = z.string().min(1).max(100);
/** The status that `latest` looks for. */
export const approvedStatus = 'approved';
/** The status of a table that may still change under its version. */
export const draftStatus = 'draft';

/** Body of POST /v1/login. */
export const loginSchema = z.strictObject({
  user: z.string().min(1).max(256),
  password: z.string().min(1).max(1024),
});

/** Answer of POST /v1/login and POST /v1/refresh. */
export const tokenSchema = z.object({
  token: z.string().min(1).max(16_384),
  /** ISO 8601, UTC. */
  expiresAt: z.iso.datetime(),
});

/** Answer of GET /v1/assumptions. */
export const assumptionListSchema = z.object({
  assumptions: z.array(
    z.object({
      name: assumptionNameSchema,
      /** How many. */
      versions: z.int().min(0),
      /** The newest approved version; null where none is. */
      latest: assumptionNameSchema.nullable(),
      /** The newest of any status; null where there is none. */
      draft: assumptionNameSchema.nullable(),
    }),
  ),
});

const versionSchema = z.object({
  version: assumptionNameSchema,
  status: statusSchema,
  approvedBy: z.string().nullable().default(null),
  approvedAt: z.string().nullable().default(null),
});

/** Answer of GET /v1/assumptions/NAME/versions: the oldest first, the newest last. */
export const versionListSchema = z.object({
  name: assumptionNameSchema,
  versions: z.array(versionSchema),
});

export const tableFormats = ['csv', 'parquet', 'arrow'] as const;

export const tableSchemaSchema = z.object({
  columns: z.array(z.object({ name: z.string(), type: z.string().optional() })),
});

/** Answer of GET /v1/assumptions/NAME/VERSION. */
export const versionFactsSchema = versionSchema.extend({
  name: assumptionNameSchema,
  format: z.enum(tableFormats).default('csv'),
  /** Of the bytes that `/data` answers with. */
  sha256: sha256Schema,
  bytes: z.int().min(0),
  schema: tableSchemaSchema,
});

export type AssumptionList = z.infer<typeof assumptionListSchema>;
export type AssumptionVersion = z.infer<typeof versionSchema>;
export type VersionFacts = z.infer<typeof versionFactsSchema>;
export type TableSchema = z.infer<typeof tableSchemaSchema>;
export type TableFormat = (typeof tableFormats)[number];
