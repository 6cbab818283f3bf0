/** `worker-deployment.yaml`: workers without a fleet as one file, for those who apply a file and not a folder. */
import { join } from 'node:path';
import { parseAllDocuments, stringify } from 'yaml';
import type { Kubectl } from './kubectl.ts';

const here = import.meta.dirname;
export const workerFolder = join(here, 'standalone-worker');
export const renderedFile = join(here, 'worker-deployment.yaml');

const header = `# Made from k8s/standalone-worker by \`npm run k8s:render\`: change the files there. A test compares.
# It needs the Secret livecalc-auth: k8s/README.md has the line that makes it.
`;

/** What `renderedFile` must hold. Written anew from the objects, as kubectls differ in indentation. */
export async function renderFile(kubectl: Kubectl): Promise<string> {
  const rendered = parseAllDocuments(await kubectl.kustomize(workerFolder));
  const texts = rendered.map((document) => stringify(document.toJS(), { lineWidth: 0 }));
  return header + texts.join('---\n');
}
