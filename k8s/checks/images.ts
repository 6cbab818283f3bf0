/** Every image says which one it is. */
import type { Manifest } from './manifest.ts';
import { workerPod } from './worker-pod.ts';

export function checkImages(objects: readonly Manifest[]): string[] {
  const { image = '' } = workerPod(objects).container;
  const tag = /:([\w.-]+)$/.exec(image)?.[1];
  const hasDigest = /@sha256:[0-9a-f]{64}$/.test(image);
  return hasDigest || (tag !== undefined && tag !== 'latest')
    ? []
    : [`The image ${image} has neither a digest nor a tag of its own.`];
}
