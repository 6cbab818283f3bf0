/** Another version of Node, thus another V8. */
import { childWay } from './child-way.ts';
import { binaryPath, installBinary, isThere } from './node-binary.ts';
import type { Way } from '../way.ts';

/** `version` is exact. */
export function nodeVersion(version: string): Way {
  const { platform, arch } = process;
  const binary = { version, platform, arch };
  const file = version === process.versions.node ? process.execPath : binaryPath(binary);
  return childWay({
    name: `node-${version.split('.')[0]}`,
    about: `Node ${version}, bundled, two threads`,
    unavailable: async () =>
      (await isThere(file)) ? null : `Node ${version} is not installed (--install fetches it)`,
    install: () => installBinary(binary),
    command: [file],
  });
}
