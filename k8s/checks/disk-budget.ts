/** What the worker may write fits into its volume, and the volumes into what the pod may write. */
import type { Manifest } from './manifest.ts';
import { parseMib } from './quantity.ts';
import { workloads, type Workload } from './workload.ts';

/** The container's log, which the node rotates, counts too. */
const logMib = 64;
/** MAX_STORAGE_MB counts a table when it is stored: this is for those that a run is writing. */
const unfinishedTablesMib = 2048;

export function checkDiskBudget(objects: readonly Manifest[]): string[] {
  return workloads(objects)
    .filter(({ settings }) => settings['DATA_DIR'])
    .flatMap(checkPod);
}

function checkPod({ name: pod, container, settings, spec }: Workload): string[] {
  // A gateway keeps nothing there but uploads on their way to the object store.
  const isWorker = container.name === 'worker';
  const number = (name: string): number => Number(settings[name]);
  const mount = container.volumeMounts?.find(({ mountPath }) => mountPath === settings['DATA_DIR']);
  const data = spec.volumes?.find(({ name }) => name === mount?.name);
  const dataMib = parseMib(data?.emptyDir?.sizeLimit);
  const uploadMib = number('MAX_PACKAGE_MB') + number('MAX_UNPACKED_MB');
  const writtenMib = isWorker ? number('MAX_STORAGE_MB') + unfinishedTablesMib : uploadMib;
  const volumesMib = (spec.volumes ?? [])
    .filter(({ emptyDir }) => emptyDir !== undefined)
    .reduce((sum, { emptyDir }) => sum + parseMib(emptyDir?.sizeLimit), logMib);
  const podMib = parseMib(container.resources?.limits?.['ephemeral-storage']);
  return [
    writtenMib <= dataMib ||
      `${pod} may write ${writtenMib} MiB to ${settings['DATA_DIR']}, its volume holds ${dataMib}.`,
    !isWorker ||
      uploadMib <= number('MAX_STORAGE_MB') ||
      `The largest package takes ${uploadMib} MiB, packed and unpacked; it can never be stored.`,
    volumesMib <= podMib ||
      `${pod}: volumes and log take ${volumesMib} MiB, the pod may write ${podMib}.`,
  ].filter((problem) => problem !== true);
}
