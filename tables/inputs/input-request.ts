import type { RunConfig } from '../../contracts/config.ts';
import type { CreateSha256 } from '../../contracts/sha256.ts';
import type { ByteSource } from '../byte-source.ts';

/** What reading a file needs. */
export interface FileRequest {
  /** Opens a reference of the config (`local://policies.parquet`); the source is disposed of here. */
  open(reference: string): Promise<ByteSource>;
  /** What messages and summaries call a reference; without it, its path. */
  readonly nameOf?: (reference: string) => string;
  readonly createSha256: CreateSha256;
  readonly signal?: AbortSignal | undefined;
}

/** What reading a run's inputs needs. */
export interface InputRequest extends FileRequest {
  readonly config: RunConfig;
  /** Whether policy columns that the projection does not know are read and carried through. */
  readonly carryColumns: boolean;
}

/** What messages and summaries call the file of a reference. */
export function fileName({ nameOf }: Pick<FileRequest, 'nameOf'>, reference: string): string {
  return nameOf?.(reference) ?? reference.replace(/^local:\/\//, '');
}
