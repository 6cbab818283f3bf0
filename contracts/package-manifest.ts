/**
 * The manifest of a package (.lcpkg): a zip that holds everything a run needs.
 *
 * `manifest.json` is its first entry, `livecalc.config.json` the second, then the assets that it
 * includes, under their paths, in the manifest's order. Assets are known by their SHA-256, so a server
 * that has one already need not be sent it again.
 */
import { z } from 'zod';
import { assumptionPinSchema } from './assumption-pin.ts';

export const manifestName = 'manifest.json';
export const configName = 'livecalc.config.json';

export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/, '64 lower-case hexadecimal digits');

/** What Windows drops from the end of a name, and names that it keeps for devices. */
const windowsName = /[. ]$|^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/** One way to write a path, so that no two name the same file: no `.`, no `..`, no backslash, no drive. */
export const assetPathSchema = z
  .string()
  .max(255, 'a path of at most 255 characters')
  .regex(/^[^/\\:\0]+(\/[^/\\:\0]+)*$/, 'a relative path with / between its parts')
  .refine((path) => path.split('/').every((part) => part !== '.' && part !== '..'), {
    error: 'a path without . and ..',
  })
  .refine((path) => !path.split('/').some((part) => windowsName.test(part)), {
    error: 'a path that Windows has too: no name ends in . or a space, or is that of a device',
  })
  .refine((path) => !/\p{Cc}/u.test(path), { error: 'a path without control characters' })
  .refine((path) => path.normalize('NFC') === path, { error: 'a path in Unicode form NFC' });

export const assetSchema = z.strictObject({
  /** What follows `local://` in the configuration. */
  path: assetPathSchema,
  sha256: sha256Schema,
  sizeBytes: z.int().min(0),
  /** Whether its bytes are in the package; otherwise the server must know them. */
  included: z.boolean(),
});

export const manifestSchema = z.strictObject({
  v: z.literal(1),
  /** Of the runtime that made the package; for people, as the engines say what matters. */
  runtimeVersion: z.string(),
  config: z.strictObject({ sha256: sha256Schema, sizeBytes: z.int().min(0) }),
  /** SHA-256 of every built-in engine that the run uses, by name: the run is refused under others. */
  engines: z.record(z.string(), sha256Schema),
  /** Ascending by path (code units), each path once. */
  assets: z.array(assetSchema),
  /** Assets that came from an Assumptions Manager, as they were pinned; absent where there is none. */
  assumptions: z.array(assumptionPinSchema.extend({ path: assetPathSchema })).optional(),
});

export type PackageManifest = z.infer<typeof manifestSchema>;
export type PackageAsset = z.infer<typeof assetSchema>;
