/** `kubectl kustomize`: the renderer that a user's `kubectl apply -k` uses. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { LiveCalcError } from '../contracts/errors.ts';

const run = promisify(execFile);

/** `labels` with templates came with it; Debian 12's kubectl holds 2.0.3. */
const oldestKustomize = 5;

export interface Kubectl {
  /** Renders the folder's kustomization: a stream of YAML documents. */
  kustomize(folder: string): Promise<string>;
}

/**
 * Finds kubectl: LIVECALC_KUBECTL, else the one on the PATH.
 *
 * @throws LiveCalcError FILE_NOT_FOUND where there is none, or an old one.
 */
export async function findKubectl(env: NodeJS.ProcessEnv = process.env): Promise<Kubectl> {
  const program = env['LIVECALC_KUBECTL'] ?? 'kubectl';
  const found = await kustomizeVersion(program);
  const major = Number(/^v(\d+)\./.exec(found)?.[1]);
  if (!(major >= oldestKustomize)) {
    throw new LiveCalcError(
      'FILE_NOT_FOUND',
      `A kubectl with kustomize v${oldestKustomize} or newer (kubectl 1.27) is needed to render the ` +
        `manifests; \`${program}\` is ${found}. Put a newer one on the PATH, or name it in LIVECALC_KUBECTL.`,
      { found, expected: `kustomize v${oldestKustomize}` },
    );
  }
  return {
    async kustomize(folder) {
      const { stdout } = await run(program, ['kustomize', folder]);
      return stdout;
    },
  };
}

/** `v5.5.0`, or in words why it is unknown. */
async function kustomizeVersion(program: string): Promise<string> {
  try {
    const { stdout } = await run(program, ['version', '--client', '--output=json']);
    const { kustomizeVersion: version } = JSON.parse(stdout) as { kustomizeVersion?: string };
    return version ?? 'older than 1.24';
  } catch {
    return 'not there';
  }
}
