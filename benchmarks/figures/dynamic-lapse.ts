/**
 * Lapses that follow interest by the rate that each policy guarantees: nothing factors. The engine
 * on one thread against a plain C++ triple loop, and against its own sources compiled for 256-bit
 * registers.
 */
import { LiveCalcError } from '../../contracts/errors.ts';
import { alternate, byRound } from '../alternate.ts';
import type { Figure, Outcome, Reading } from '../figure.ts';
import { dynamicLapse, sizeText, writeModel, type ModelSize } from '../model.ts';
import { buildNative, dumpColumns, runNative } from '../native/baseline.ts';
import { portfolio } from '../portfolio.ts';
import { median, spreadOf } from '../spread.ts';
import { TimedRun } from '../timed-run.ts';

const both = ['scenarios', 'cash_flows'];
const npvsOnly = ['scenarios'];
const settings = [`projection.dynamicLapse=${JSON.stringify(dynamicLapse)}`];
/** Valuations of a run of the wide engine, as many as a reading of the engine has. */
const wideRuns = 9;

export const dynamicLapseFigure: Figure = {
  name: 'dynamic-lapse',
  async measure(bench): Promise<Outcome> {
    const loop = await buildNative(bench.folder, 'triple_loop');
    const wide = await buildNative(bench.folder, 'wide_engine');
    if (loop === null || wide === null)
      return {
        unmeasured: 'There is no C++ compiler (g++, or CXX) to build what it is compared with.',
      };
    const size = { policies: bench.scaled(10_000), scenarios: bench.scaled(1000) };
    const policies = portfolio(size.policies, { hasReferenceRate: true });
    const model = await writeModel(bench.folder, size, policies);
    const open = (tables: readonly string[]): Promise<TimedRun> =>
      TimedRun.open(model, { threads: 1, tables, settings, warmUpMs: bench.warmUpMs });
    const [full, npvs] = [await open(both), await open(npvsOnly)];
    try {
      const columns = await dumpColumns(bench.folder, full, { isDynamic: true });
      const expected = full.output('projection', 'scenarios', 'npv');
      checkAgreement('triple loop', expected, (await runNative(loop, columns)).npvs, 1e-11);
      // Lanes do not feel each other: the same bits, however many there are in a register.
      checkAgreement('wide engine', expected, (await runNative(wide, columns)).npvs, 0);
      const native = async (tables: readonly string[]): Promise<number> =>
        (await runNative(wide, columns, { runs: wideRuns, tables })).elapsedMs;
      const times = await alternate(bench.rounds, {
        loop: async () => (await runNative(loop, columns)).elapsedMs,
        full: () => full.read(),
        wideFull: () => native(both),
        npvs: () => npvs.read(),
        wideNpvs: () => native(npvsOnly),
      });
      return { readings: readings(times, size) };
    } finally {
      full.close();
      npvs.close();
    }
  },
};

type Times = Readonly<Record<'loop' | 'full' | 'wideFull' | 'npvs' | 'wideNpvs', number[]>>;

function readings(times: Times, size: ModelSize): readonly Reading[] {
  const read = (
    [above, below]: readonly [keyof Times, keyof Times],
    what: string,
    atLeast: number,
    parts: Reading['parts'],
  ): Reading => ({
    what: `${what}, ${sizeText(size)}, 1 thread`,
    unit: 'times',
    value: median(times[above]) / median(times[below]),
    rounds: spreadOf(byRound(times, (round) => round[above] / round[below])),
    required: { atLeast },
    parts,
  });
  const wide = 'speed of the engine / of the engine compiled for 256-bit registers';
  return [
    read(['loop', 'full'], 'C++ triple loop / engine, tables scenarios, cash_flows', 4, {
      'C++ triple loop, ms': spreadOf(times.loop),
      'engine, scenarios and cash_flows, ms': spreadOf(times.full),
    }),
    read(['wideFull', 'full'], `${wide}, tables scenarios, cash_flows`, 0.55, {
      '256-bit registers, scenarios and cash_flows, ms': spreadOf(times.wideFull),
    }),
    read(['wideNpvs', 'npvs'], `${wide}, table scenarios`, 0.55, {
      'engine, scenarios alone, ms': spreadOf(times.npvs),
      '256-bit registers, scenarios alone, ms': spreadOf(times.wideNpvs),
    }),
  ];
}

function checkAgreement(
  program: string,
  expected: ArrayLike<number>,
  found: Float64Array,
  tolerance: number,
): void {
  for (let index = 0; index < found.length; index++) {
    const [a, b] = [expected[index] as number, found[index] as number];
    if (Math.abs(a - b) <= tolerance * Math.abs(b)) continue;
    const message = `dynamic-lapse: the engine says ${a} and the ${program} ${b} under scenario ${index}; nothing was timed.`;
    throw new LiveCalcError('INTERNAL', message);
  }
}
