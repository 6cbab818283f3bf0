/** The base and the overlays, rendered by the kubectl that is here. */
import { join } from 'node:path';
import type { LiveCalcError } from '../../contracts/errors.ts';
import { parseManifests, type Manifest } from '../checks/manifest.ts';
import { findKubectl, type Kubectl } from '../kubectl.ts';

const root = join(import.meta.dirname, '..');

export const folders = ['base', 'overlays/local', 'overlays/aks'] as const;

/** kubectl, or why there is none that could render. */
export async function kubectlOrReason(): Promise<Kubectl | string> {
  return findKubectl().catch((error: LiveCalcError) => error.message);
}

export async function renderFolder(
  kubectl: Kubectl,
  folder: (typeof folders)[number],
): Promise<Manifest[]> {
  return parseManifests(await kubectl.kustomize(join(root, folder)));
}
