/**
 * One memory for runs that follow one another on the same portfolio: what they share is written
 * once, and the system is not asked for the same pages again.
 */
import type { NumericArray } from '../../contracts/table.ts';
import type { PlannedInput } from '../pipeline/place-inputs.ts';
import type { RunPlan } from '../pipeline/plan-run.ts';
import { Bus, createMemory } from './bus.ts';

export class RunMemory {
  #memory: WebAssembly.Memory | null = null;
  #places = '';
  /** What an input's place holds, by address. */
  readonly #written = new Map<number, NumericArray>();

  /** A plan's bus, its inputs written, everything else as in a memory of its own. */
  open(plan: RunPlan): Bus {
    const bus = this.#busFor(plan);
    for (const { data, planned } of plan.inputs) {
      if (this.#written.get(planned.address) === data.values) continue;
      bus.view(planned).set(data.values);
      this.#written.set(planned.address, data.values);
    }
    return bus;
  }

  #busFor({ layout, inputs }: RunPlan): Bus {
    const places = inputs.map(placeOf).join();
    if (places !== this.#places) this.#written.clear();
    this.#places = places;
    if (this.#memory === null || this.#memory.buffer.byteLength < layout.end) {
      this.#written.clear();
      this.#memory = createMemory(layout);
      return new Bus(layout, this.#memory);
    }
    const bus = new Bus(layout, this.#memory);
    // Inputs come first in every layout; those at the same places are kept.
    bus.zero(this.#written.size === 0 ? 0 : endOf(inputs));
    return bus;
  }
}

function placeOf({ planned }: PlannedInput): string {
  return `${planned.address}+${planned.length} ${planned.type}`;
}

function endOf(inputs: readonly PlannedInput[]): number {
  return Math.max(0, ...inputs.map(({ planned }) => planned.address + 1));
}
