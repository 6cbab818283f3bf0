/** What the worker may write fits into its volume, and the volumes into what the pod may write. */
import type { Manifest } from './manifest.ts';
import { parseMib } from './quantity.ts';
import { workerPod } from './workload.ts';

/** The container's log, which the node rotates, counts too. */
const logMib = 64;
/** MAX_STORAGE_MB counts a table when it is stored: this is for those that a run is writing. */
const unfinishedTablesMib = 2048;

export function checkDiskBudget(objects: readonly Manifest[]): string[] {
  const { container, settings, spec } = workerPod(objects);
  const number = (name: string): number => Number(settings[name]);
  const mount = container.volumeMounts?.find(({ mountPath }) => mountPath === settings['DATA_DIR']);
  const data = spec.volumes?.find(({ name }) => name === mount?.name);
  const dataMib = parseMib(data?.emptyDir?.sizeLimit);
  const writtenMib = number('MAX_STORAGE_MB') + unfinishedTablesMib;
  const uploadMib = number('MAX_PACKAGE_MB') + number('MAX_UNPACKED_MB');
  const volumesMib = (spec.volumes ?? [])
    .filter(({ emptyDir }) => emptyDir !== undefined)
    .reduce((sum, { emptyDir }) => sum + parseMib(emptyDir?.sizeLimit), logMib);
  const podMib = parseMib(container.resources?.limits?.['ephemeral-storage']);
  return [
    writtenMib <= dataMib ||
      `The worker may write ${writtenMib} MiB to ${settings['DATA_DIR']}, its volume holds ${dataMib}.`,
    uploadMib <= number('MAX_STORAGE_MB') ||
      `The largest package takes ${uploadMib} MiB, packed and unpacked; it can never be stored.`,
    volumesMib <= podMib || `Volumes and log take ${volumesMib} MiB, the pod may write ${podMib}.`,
  ].filter((problem) => problem !== true);
}
