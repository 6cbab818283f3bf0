import { runCommand } from '../../engines-wasm/build/run-command.ts';

/** What a container has written since then, or ever; why nobody can tell where docker does not. */
export async function containerLog(id: string, since?: Date): Promise<string> {
  const from = since === undefined ? [] : [`--since=${since.toISOString()}`];
  const { stdout, stderr } = await runCommand('docker', ['logs', ...from, id]);
  return stdout + stderr;
}
