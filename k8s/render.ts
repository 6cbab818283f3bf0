/** `npm run k8s:render`: writes the files that are made from others. */
import { writeFile } from 'node:fs/promises';
import { azureAlertsFile, renderAzureAlerts } from './azure-alert-rules.ts';
import { findKubectl } from './kubectl.ts';
import { renderedFile, renderFile } from './rendered-file.ts';

await writeFile(renderedFile, await renderFile(await findKubectl()));
await writeFile(azureAlertsFile, await renderAzureAlerts());
