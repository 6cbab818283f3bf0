/**
 * Values a model in a process of its own: `node value-model.mjs MODEL_FOLDER OUTCOME_FOLDER`.
 * Bundled, so that it runs under a Node that reads no TypeScript and no `using`.
 */
import { nodePlatform } from '../../../runtime/node/platform.ts';
import { writeOutcome } from '../../comparison/outcome-folder.ts';
import { valueFolder } from '../../value-folder.ts';
import { pythonThreadBundle, threadBundle } from './bundle-names.ts';

const [modelFolder = '', outcomeFolder = ''] = process.argv.slice(2);
const platform = nodePlatform({
  threadEntry: new URL(threadBundle, import.meta.url),
  pythonThreadEntry: new URL(pythonThreadBundle, import.meta.url),
});
await writeOutcome(outcomeFolder, await valueFolder(modelFolder, { threads: 2, platform }));
