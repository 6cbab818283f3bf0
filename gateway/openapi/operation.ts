/** One thing that can be asked of a gateway: what routes, OpenAPI document and tests are made of. */
import type { z } from 'zod';
import type { Action } from '../../service/roles.ts';

export type Method = 'get' | 'head' | 'post' | 'put' | 'delete';

/** Bytes of any length; text of another kind than JSON. */
export type Content = z.ZodType | 'bytes' | 'text';

export interface Answer {
  readonly description: string;
  /** By media type; none where there is no body. */
  readonly content?: Readonly<Record<string, Content>>;
}

export interface Operation {
  readonly method: Method;
  /** `/v1/jobs/{jobId}` */
  readonly path: string;
  /**
   * What credentials must allow; `open` asks for none; `object token` is for workers, whose token is of
   * one job.
   */
  readonly door: Action | 'open' | 'object token';
  readonly summary: string;
  readonly query?: z.ZodObject;
  /** Request headers by name. */
  readonly headers?: Readonly<Record<string, string>>;
  /** By media type. */
  readonly body?: Readonly<Record<string, Content>>;
  /** By status; every problem may come beside these. */
  readonly answers: Readonly<Record<number, Answer>>;
}
