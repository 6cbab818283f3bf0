/** Which of a configuration's pinned assumptions a run has read. */
import type { AssumptionPin } from '../contracts/assumption-pin.ts';
import { pinnedName } from '../contracts/assumption-pin.ts';
import type { RunConfig } from '../contracts/config.ts';
import { approvedStatus } from '../contracts/wire/assumptions-manager.ts';

/**
 * Those whose bytes are among the inputs: a pin that no input bears out, in a configuration that was
 * changed by hand, is no part of the record.
 */
export function readAssumptions(
  { pins = [] }: Pick<RunConfig, 'pins'>,
  inputs: readonly { readonly sha256: string }[],
): AssumptionPin[] {
  const read = new Set(inputs.map(({ sha256 }) => sha256));
  return pins.filter(({ sha256 }) => read.has(sha256));
}

/** A sentence for each that was not approved. */
export function unapprovedWarnings(pins: readonly AssumptionPin[]): string[] {
  return pins
    .filter(({ status }) => status !== approvedStatus)
    .map((pin) => `${pinnedName(pin)} is not approved: its status is "${pin.status}"`);
}
