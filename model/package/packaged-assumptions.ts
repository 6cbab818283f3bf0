/** Tables of an Assumptions Manager in a package: files under a path that tells name and version. */
import { isAssumption } from '../../contracts/file-reference.ts';
import type { PackageManifest } from '../../contracts/package-manifest.ts';
import type { ResolvedAssumption } from '../../assumptions/resolve/resolved-assumption.ts';
import type { LoadedConfig } from '../load-config.ts';
import type { Model } from '../model.ts';
import { fileReferences } from '../needed-files.ts';
import { packagePaths } from './package-paths.ts';

const folder = 'assumptions';

/** The path in a package of the file that a reference stands for. */
export function modelPaths(loaded: LoadedConfig): (reference: string) => string {
  const wanted = new Map(
    resolvedOf(loaded).map(({ file, format, pin: { name, version } }) => [
      file,
      `${folder}/${name}-${version}.${format}`,
    ]),
  );
  const files = fileReferences(loaded.config).map(loaded.pathOf);
  const paths = packagePaths(files, loaded.folder, wanted);
  return (reference) => paths.get(loaded.pathOf(reference))!;
}

/** What the manifest says of them: their pins, and where they are. */
export function packagedAssumptions(
  model: Model,
  pathOf: (reference: string) => string,
): NonNullable<PackageManifest['assumptions']> {
  return resolvedOf(model).map(({ reference, pin }) => ({ ...pin, path: pathOf(reference) }));
}

function resolvedOf({ config, assumptionOf }: Model): readonly ResolvedAssumption[] {
  return fileReferences(config)
    .filter(isAssumption)
    .map((reference) => assumptionOf?.(reference))
    .filter((one) => one !== undefined);
}
