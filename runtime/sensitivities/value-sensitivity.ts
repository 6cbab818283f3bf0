/** Values one sensitivity on the scenarios of the run beside it. */
import type { InputSummary } from '../../contracts/run-inputs.ts';
import type { KnownCase } from './known-case.ts';
import { withScenarios, type KnownScenarios } from './known-scenarios.ts';
import { runNpv, type NpvRun, type SharedRequest } from './npv-run.ts';
import { othersThan, policiesHurt, type PolicySelection } from './policy-selection.ts';

/** The run that a sensitivity is compared with; its request is on the scenarios that are known. */
export interface ComparedRun {
  readonly request: SharedRequest;
  readonly scenarios: KnownScenarios | null;
  /** By policy, in file order; computed when first asked for. */
  readonly policyMeans: () => Promise<Float64Array>;
}

export interface ValuedSensitivity {
  readonly name: string;
  /** By scenario. */
  readonly npv: Float64Array;
  /** Policies that the change was applied to. */
  readonly stressedPolicies: number;
  /** Every file it read. */
  readonly files: readonly InputSummary[];
  readonly warnings: readonly string[];
}

/** Throws what planning and engines throw. */
export async function valueSensitivity(
  { sensitivity, config, inputs }: KnownCase,
  compared: ComparedRun,
): Promise<ValuedSensitivity> {
  const request = withScenarios({ ...compared.request, config, inputs }, compared.scenarios);
  const isSelective = sensitivity.policies === 'worse';
  const stressed = await runNpv(request, { policyMeans: isSelective });
  const { npv, count } = isSelective
    ? await whereItHurts(request, stressed, compared)
    : { npv: stressed.npv, count: inputs.policyCount };
  return {
    name: sensitivity.name,
    npv,
    stressedPolicies: count,
    files: inputs.summaries,
    warnings: [...inputs.warnings, ...stressed.warnings],
  };
}

/**
 * The stress on the policies whose mean it lowers, the others as they are: by scenario the sum of
 * two runs, each with the amounts of the other's policies set to zero.
 */
async function whereItHurts(
  request: SharedRequest,
  stressed: NpvRun,
  compared: ComparedRun,
): Promise<{ readonly npv: Float64Array; readonly count: number }> {
  const hurt = policiesHurt(await compared.policyMeans(), stressed.policyMeans!);
  const { count } = hurt;
  if (count === hurt.isSelected.length) return { npv: stressed.npv, count };
  const outside = await npvOf(compared.request, othersThan(hurt));
  if (count === 0) return { npv: outside, count };
  const inside = await npvOf(request, hurt);
  return { npv: inside.map((value, scenario) => value + outside[scenario]!), count };
}

async function npvOf(request: SharedRequest, selection: PolicySelection): Promise<Float64Array> {
  return (await runNpv(request, { selection })).npv;
}
