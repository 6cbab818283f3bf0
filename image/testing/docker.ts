import { runCommand } from '../../engines-wasm/build/run-command.ts';

const limitMs = 60_000;

/** Runs docker and gives what it printed. Throws with its words where it fails. */
export async function docker(...args: string[]): Promise<string> {
  const signal = AbortSignal.timeout(limitMs);
  const { status, stdout, stderr } = await runCommand('docker', args, { signal });
  if (status !== 0) throw new Error(`docker ${args.join(' ')} ended with ${status}: ${stderr}`);
  return stdout.trim();
}

/** Runs a script in an image with Node, and gives the JSON it prints. */
export async function runScriptIn<T>(image: string, script: string): Promise<T> {
  const printed = await docker('run', '--rm', '--entrypoint=node', image, '-e', script);
  return JSON.parse(printed) as T;
}
