import type { AssumptionPin } from '../../contracts/assumption-pin.ts';
import type { TableFormat } from '../../contracts/wire/assumptions-manager.ts';

/** A reference that stands for one table: a file whose bytes have the pin's SHA-256. */
export interface ResolvedAssumption {
  /** `assumptions://mortality:latest` */
  readonly reference: string;
  readonly pin: AssumptionPin;
  /** Absolute, in the cache. */
  readonly file: string;
  readonly format: TableFormat;
}
