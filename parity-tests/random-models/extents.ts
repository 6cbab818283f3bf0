/** How far a drawn model's tables reach, and what therefore is valid. */
import type { DrawnModel } from './drawn-model.ts';

export const firstAge = 20;
export const products = ['Term', 'WholeLife', 'Endowment'] as const;
export const classes = ['Standard', 'Smoker'] as const;
export const genders = ['M', 'F'] as const;
/** Policies may be issued so many years after the valuation. */
export const yearsToIssue = 3;

/** Whether tables hold their last cell. */
export function holds({ projection }: DrawnModel): boolean {
  return projection.extend === 'hold';
}

/** Whether a policy's term may lead past the last age. */
export function mayOutliveTable(drawn: DrawnModel): boolean {
  return holds(drawn) || drawn.projection.lastAge !== undefined;
}

/** The last attained age of the mortality table: select rates stand at the age of entry. */
export function lastAttainedAge({ lastAge, mortality }: DrawnModel): number {
  return lastAge + Math.max(mortality.selectYears - 1, 0);
}

/** Years that a table by policy year has: all that are needed, or fewer where the last is held. */
export function tableYears(drawn: DrawnModel, name: string, seeded: number): number {
  return holds(drawn) ? 1 + ((seeded + name.length) % drawn.years) : drawn.years;
}

/** The longest projection there can be. */
export function longestHorizon({ years, columns }: DrawnModel): number {
  return columns.duration ? years + yearsToIssue : years;
}
