import type { Authenticator } from '../auth/authenticator.ts';
import type { FrameBudget } from './frame-budget.ts';
import type { SocketSettings } from './socket-settings.ts';
import type { StreamedJobs } from './streamed-job.ts';

/** What every socket works with. */
export interface SocketServices {
  readonly jobs: StreamedJobs;
  readonly authenticator: Authenticator;
  readonly settings: SocketSettings;
  readonly frames: FrameBudget;
  readonly runtimeVersion: string;
  /** Bytes of a frame were taken by the system. */
  readonly onSent: (bytes: number) => void;
  /** Credentials were refused. */
  readonly onRefused: (error: unknown, from: string) => void;
  /** An error that the client is told nothing of but that there was one. */
  readonly onFault: (error: unknown) => void;
}
