/** Every check there is, by its name. */
import { checkAlerts } from './alerts.ts';
import { checkDiskBudget } from './disk-budget.ts';
import { checkGrace } from './grace.ts';
import { checkImages } from './images.ts';
import type { Check } from './manifest.ts';
import { checkMemoryBudget } from './memory-budget.ts';
import { checkMounts } from './mounts.ts';
import { checkNames } from './names.ts';
import { checkNetwork } from './network.ts';
import { checkPodSecurity } from './pod-security.ts';
import { checkPorts } from './ports.ts';
import { checkProbes } from './probes.ts';
import { checkResources } from './resources.ts';
import { checkScaling } from './scaling.ts';
import { checkSchema } from './schema.ts';
import { checkSelection } from './selection.ts';
import { checkSettings } from './settings.ts';
import { checkSpread } from './spread.ts';

export const checks = {
  schema: checkSchema,
  names: checkNames,
  selection: checkSelection,
  settings: checkSettings,
  ports: checkPorts,
  probes: checkProbes,
  resources: checkResources,
  memoryBudget: checkMemoryBudget,
  diskBudget: checkDiskBudget,
  grace: checkGrace,
  scaling: checkScaling,
  spread: checkSpread,
  mounts: checkMounts,
  podSecurity: checkPodSecurity,
  images: checkImages,
  network: checkNetwork,
  alerts: checkAlerts,
} as const satisfies Readonly<Record<string, Check>>;
