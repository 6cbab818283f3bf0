/** How a configuration names a file of the model, or a table of an Assumptions Manager. */
import { z } from 'zod';
import { LiveCalcError } from './errors.ts';

/** What a reference to a file begins with; what follows is relative to the config file. */
export const localPrefix = 'local://';
/** What a reference to a table of an Assumptions Manager begins with. */
export const assumptionPrefix = 'assumptions://';

/** A file of the model, as the configuration names it. */
export const fileReference = z
  .string()
  .regex(/^local:\/\/.+/, 'a file reference such as "local://mortality.csv"')
  .describe('local://PATH, relative to the config file');

/** Safe as a part of a path and of an address: no slash, and no dot at the start. */
const namePattern = '[A-Za-z0-9][A-Za-z0-9._-]{0,99}';
const assumptionPattern = new RegExp(`^assumptions://(${namePattern}):(${namePattern})$`);

/** The name of an assumption, or of one of its versions. */
export const assumptionNameSchema = z
  .string()
  .regex(
    new RegExp(`^${namePattern}$`),
    'letters, digits, ".", "_" and "-", a letter or digit first',
  );

/** A table: a file of the model, or a version that an Assumptions Manager has. */
export const tableReference = z
  .string()
  .regex(new RegExp(`^local://.+|${assumptionPattern.source}`), {
    error:
      'a reference such as "local://mortality.csv", "assumptions://mortality:2024" or "assumptions://mortality:latest"',
  })
  .describe('local://PATH, relative to the config file, or assumptions://NAME:VERSION');

/** What a reference asks an Assumptions Manager for. */
export interface AskedAssumption {
  readonly name: string;
  /** A version, or `latest` or `draft`. */
  readonly asked: string;
}

/** The newest approved version. */
export const latestVersion = 'latest';
/** The newest version, whatever its status. */
export const draftVersion = 'draft';

export function isAssumption(reference: string): boolean {
  return reference.startsWith(assumptionPrefix);
}

/** Whether text of a configuration is a reference of either kind. */
export function isReference(text: string): boolean {
  return text.startsWith(localPrefix) || isAssumption(text);
}

/** Throws CONFIG_INVALID for what is no reference to an assumption. */
export function parseAssumption(reference: string): AskedAssumption {
  const [, name, asked] = assumptionPattern.exec(reference) ?? [];
  if (name !== undefined && asked !== undefined) return { name, asked };
  const expected = 'assumptions://NAME:VERSION, where VERSION may be latest or draft';
  const message = `${reference} names no assumption; expected ${expected}.`;
  throw new LiveCalcError('CONFIG_INVALID', message, { found: reference, expected });
}
