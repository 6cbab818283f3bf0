/** An example of the project with settings of the case's own. */
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { RunConfig } from '../../contracts/config.ts';
import { parseConfig, parseConfigObject } from '../../contracts/parse-config.ts';
import { fileReferences } from '../../model/needed-files.ts';
import { folderModel, referencePath } from '../../model/model.ts';

const examples = path.join(import.meta.dirname, '..', '..', 'examples');
const configFile = 'livecalc.config.json';

/** Keys of a configuration that replace those of the example, which has this one. */
type Changes = (config: RunConfig) => Readonly<Record<string, unknown>>;

/** Copies the files that the changed configuration names, all into `folder` itself. */
export async function writeExampleModel(
  example: string,
  folder: string,
  changes: Changes = () => ({}),
): Promise<void> {
  const source = path.join(examples, example);
  const text = await readFile(path.join(source, configFile), 'utf8');
  const own = parseConfig(text, example);
  const changed = { ...(JSON.parse(text) as object), ...changes(own) };
  const { pathOf } = folderModel(own, source);
  const references = fileReferences(parseConfigObject(changed, example));
  await mkdir(folder, { recursive: true });
  for (const reference of references) {
    await copyFile(pathOf(reference), path.join(folder, path.basename(referencePath(reference))));
  }
  // A package holds no path that leaves it: files of other folders lie beside the configuration.
  const flat = JSON.stringify(changed, null, 2).replaceAll(
    /"local:\/\/[^"]*\/([^"/]+)"/g,
    '"local://$1"',
  );
  await writeFile(path.join(folder, configFile), `${flat}\n`);
}
