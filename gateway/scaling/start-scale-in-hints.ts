import type { Logger } from '../../service/logger.ts';
import { isInCluster, openClusterPods } from './cluster-pods.ts';
import type { Loads } from './deletion-costs.ts';
import { ScaleInHints } from './scale-in-hints.ts';

interface StartOptions {
  readonly settings: { readonly SCALE_IN_HINTS: 'off' | 'pod-deletion-cost' };
  /** Tasks that run, by pod. */
  readonly loads: () => Loads;
  readonly logger: Logger;
}

/**
 * Begins to tell Kubernetes who is busy, where that is asked for and there is a Kubernetes; disposing of
 * what this resolves to ends it. Throws CONFIG_INVALID where the pod has no token.
 */
export async function startScaleInHints({
  settings,
  loads,
  logger,
}: StartOptions): Promise<Disposable | null> {
  if (settings.SCALE_IN_HINTS === 'off') return null;
  if (!isInCluster()) {
    logger.warn('SCALE_IN_HINTS is set, and this is no pod of Kubernetes: nobody is told');
    return null;
  }
  const hints = new ScaleInHints({ loads, pods: await openClusterPods(), logger, now: Date.now });
  hints.start();
  return hints;
}
