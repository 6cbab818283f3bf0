/**
 * A step of the schema. Steps are numbered, and never changed once they are released: what was wrong
 * is mended by a further step.
 */
import type { Dialect } from '../sql/dialect.ts';

export interface Migration {
  readonly number: number;
  readonly name: string;
  /**
   * `expand`: code that does not know the step works on, because it adds tables, indices, and columns
   * that may be left out. `contract`: it takes away what nobody needs since the version before, so
   * older code refuses to start. An upgrade expands, replaces every gateway, and contracts one version
   * later.
   */
  readonly kind: 'expand' | 'contract';
  statements(dialect: Dialect): readonly string[];
}
