/** What is mounted in a folder, and its end. */
import { readFile } from 'node:fs/promises';
import { runCommand } from '../../engines-wasm/build/run-command.ts';

/** Mount points within the folder, the last one mounted first. `mountinfo` as in /proc/self/mountinfo. */
export function mountsWithin(folder: string, mountinfo: string): readonly string[] {
  return mountinfo
    .split('\n')
    .map((line) => line.split(' ')[4] ?? '')
    .map((point) => point.replaceAll(/\\([0-7]{3})/g, (_, octal: string) => fromOctal(octal)))
    .filter((point) => point.startsWith(`${folder}/`))
    .toReversed();
}

/** Ends every mount within the folder. What is still in use ends with its last user. */
export async function unmountWithin(folder: string): Promise<void> {
  const mountinfo = await readFile('/proc/self/mountinfo', 'utf8').catch(() => '');
  for (const point of mountsWithin(folder, mountinfo)) {
    await runCommand('umount', ['--lazy', point]);
  }
}

/** The kernel writes spaces, tabs, line ends and backslashes so. */
function fromOctal(digits: string): string {
  return String.fromCharCode(Number.parseInt(digits, 8));
}
