/** Every image says which one it is. */
import type { Manifest } from './manifest.ts';
import { workloads } from './workload.ts';

/** The oldest NATS whose streams are meant here. */
const oldestNats = [2, 12] as const;

export function checkImages(objects: readonly Manifest[]): string[] {
  return workloads(objects).flatMap(({ name, container: { image = '' } }) => {
    const tag = /:([\w.-]+)$/.exec(image)?.[1];
    const hasDigest = /@sha256:[0-9a-f]{64}$/.test(image);
    if (!hasDigest && (tag === undefined || tag === 'latest')) {
      return [`The image ${image} of ${name} has neither a digest nor a tag of its own.`];
    }
    const [, major = 0, minor = 0] = /^nats:(\d+)\.(\d+)/.exec(image) ?? [];
    const isOld =
      image.startsWith('nats:') &&
      (Number(major) !== oldestNats[0] || Number(minor) < oldestNats[1]);
    return isOld ? [`NATS is to be ${oldestNats.join('.')} or newer, not ${image}.`] : [];
  });
}
