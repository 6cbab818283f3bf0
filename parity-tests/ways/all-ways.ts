/** Every way there is; the first is what the others are compared with. */
import { arm64 } from './arm64/arm64.ts';
import { browserWay } from './browser/browser-way.ts';
import { chromium } from './browser/chromium.ts';
import { firefox } from './browser/firefox.ts';
import { inProcess } from './in-process.ts';
import { lostThread } from './lost-thread/lost-thread.ts';
import { nodeVersion } from './node/node-version.ts';
import { fleetWays } from './fleet/fleet-way.ts';
import { serverWays } from './server/server-way.ts';
import type { Way } from './way.ts';

export const allWays: readonly Way[] = [
  inProcess(1),
  inProcess(2),
  inProcess(3),
  inProcess(8),
  inProcess(1, 1),
  inProcess(2, 4),
  inProcess(3, 64),
  lostThread,
  nodeVersion('22.23.3'),
  nodeVersion('24.21.0'),
  nodeVersion('26.9.0'),
  browserWay(chromium),
  browserWay(firefox),
  arm64,
  ...serverWays,
  ...fleetWays,
];
