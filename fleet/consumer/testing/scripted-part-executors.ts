/** Executors whose parts end when a test says so. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Capabilities } from '../../../contracts/wire/capabilities.ts';
import type {
  Conversion,
  Converted,
  PartExecutors,
  PartListener,
  PartOutcome,
  PlannedRun,
  RunPart,
} from '../../../executor/executor.ts';

export interface ScriptedPart {
  readonly part: RunPart;
  readonly listener: PartListener;
  readonly signal: AbortSignal;
  readonly end: (outcome: PartOutcome) => void;
  readonly fail: (error: unknown) => void;
}

export class ScriptedPartExecutors implements PartExecutors {
  readonly started = 0;
  /** In the order they began. */
  readonly parts: ScriptedPart[] = [];
  readonly forgotten: string[] = [];
  #onPart = Promise.withResolvers<void>();

  async part(part: RunPart, listener: PartListener, signal: AbortSignal): Promise<PartOutcome> {
    const { promise, resolve: end, reject: fail } = Promise.withResolvers<PartOutcome>();
    const abort = (): void => fail(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    this.parts.push({ part, listener, signal, end, fail });
    this.#onPart.resolve();
    this.#onPart = Promise.withResolvers();
    return await promise;
  }

  /** The part of that number, once it has begun. */
  async begun(number: number): Promise<ScriptedPart> {
    while (this.parts.length <= number) await this.#onPart.promise;
    return this.parts[number]!;
  }

  async convert({ target, format }: Conversion): Promise<Converted> {
    await Promise.resolve();
    writeFileSync(target, format);
    return { object: { sha256: 'c'.repeat(64), sizeBytes: format.length }, computeMs: 1 };
  }

  async forget(jobId: string): Promise<void> {
    await Promise.resolve();
    this.forgotten.push(jobId);
  }

  plan(): Promise<PlannedRun> {
    return Promise.reject(new Error('It plans nothing.'));
  }

  capabilities(): Promise<Capabilities> {
    return Promise.reject(new Error('It has none.'));
  }

  residentBytes(): number {
    return 0;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve();
  }
}

/** What a chunk leaves: so many bytes of sums in its folder. */
export function writeSums({ part }: ScriptedPart, bytes: Uint8Array): void {
  writeFileSync(path.join(part.task.resultFolder, 'sums.bin'), bytes);
}
