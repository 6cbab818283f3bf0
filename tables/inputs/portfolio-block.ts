/** Makes the portfolio's block, or finds that it is the one of an earlier reading. */
import type { Block } from '../../contracts/run-inputs.ts';
import { laidOutStarts } from './blocks/laid-out.ts';
import { mortalityCells, mortalityStarts } from './blocks/mortality-cells.ts';
import type { KeyedTable } from './assumptions/keyed-table.ts';
import { policyBlock } from './blocks/policy-block.ts';
import { mortalityStructure } from './link-inputs.ts';
import { lapseClasses, oneLapseClass, segmentsOf } from './portfolio/lapse-classes.ts';
import type { LapseClasses, Segments } from './portfolio/lapse-classes.ts';
import { projectionSettings } from './projection-settings.ts';
import type { ReadyInputs } from './ready-inputs.ts';
import { step } from './reading.ts';
import type { Reading } from './reading.ts';

export interface PortfolioBlock {
  readonly block: Block;
  readonly classes: LapseClasses;
  /** Null where results are not grouped. */
  readonly segments: Segments | null;
  /** Policy years that lapse and product tables are laid out for: those of any class in any year. */
  readonly policyYears: number;
}

/** The same object where nothing changed that it depends on; values of tables do not matter to it. */
export async function portfolioBlock(
  reading: Reading,
  inputs: ReadyInputs,
): Promise<PortfolioBlock> {
  const { mortality, entries, policies, years, groups } = inputs;
  const isCommon = projectionSettings(reading.request.config).lapseReference === 'number';
  const key = [
    policies,
    years,
    mortalityStructure(mortality),
    entries.mortality,
    entries.lapse,
    entries.expenses,
    entries.product,
    groups,
    isCommon,
  ];
  return step(reading, 'portfolio block', key, () => makeBlock(inputs, isCommon));
}

function makeBlock(inputs: ReadyInputs, isCommon: boolean): PortfolioBlock {
  const { mortality, lapse, expenses, product, entries, policies, years, groups } = inputs;
  const { duration } = policies;
  const policyYears = years.horizonYears + longest(duration);
  // A plain portfolio has a million starts of 0 that nobody needs to write down.
  const starts = (table: KeyedTable<unknown>, of: Uint32Array): Int32Array | null =>
    table.keys.length === 0 && duration === undefined
      ? null
      : laidOutStarts(of, duration, years.endYear, policyYears);
  const classes = isCommon ? lapseClasses(entries.lapse, duration) : oneLapseClass(policies.count);
  const segments = groups === null ? null : segmentsOf(groups, classes);
  const cells = mortalityCells(mortality, years.lastAge);
  const block = policyBlock(policies, {
    years,
    mortalityStarts: mortalityStarts(policies, entries.mortality, years, cells),
    lapseStarts: starts(lapse, entries.lapse),
    productStarts: product && entries.product && starts(product, entries.product),
    expenseRows: expenses.keys.length === 0 ? null : entries.expenses,
    classes,
    groups,
    segments,
  });
  return { block, classes, segments, policyYears };
}

/** The most completed years of any policy. */
function longest(durations: Int32Array | undefined): number {
  return durations?.reduce((most, duration) => Math.max(most, duration), 0) ?? 0;
}
