/** What is applied, rendered by the kubectl that is here. */
import { join } from 'node:path';
import type { LiveCalcError } from '../../contracts/errors.ts';
import { parseManifests, type Manifest } from '../checks/manifest.ts';
import { findKubectl, type Kubectl } from '../kubectl.ts';

const root = join(import.meta.dirname, '..');

export const folders = [
  'standalone-worker',
  'overlays/local',
  'overlays/aks',
  'testing/everything',
] as const;

/** kubectl; where there is none that can render, says why what needs it is skipped. */
export async function kubectlOrNull(): Promise<Kubectl | null> {
  return findKubectl().catch((error: LiveCalcError) => {
    process.stdout.write(`skipped: k8s overlays. ${error.message}\n`);
    return null;
  });
}

export async function renderFolder(
  kubectl: Kubectl,
  folder: (typeof folders)[number],
): Promise<Manifest[]> {
  return parseManifests(await kubectl.kustomize(join(root, folder)));
}
