/** `npm run k8s:render`: writes `worker-deployment.yaml` from the workers without a fleet. */
import { writeFile } from 'node:fs/promises';
import { findKubectl } from './kubectl.ts';
import { renderedFile, renderFile } from './rendered-file.ts';

await writeFile(renderedFile, await renderFile(await findKubectl()));
