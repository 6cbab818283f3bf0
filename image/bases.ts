/** The images that the Dockerfile starts from. */

/** Build arguments that name a base, with what they are by default: `{NODE_IMAGE: 'node:...'}`. */
export function defaultBases(dockerfile: string): Record<string, string> {
  const lines = dockerfile.matchAll(/^ARG (\w+_IMAGE)=(\S+)$/gm);
  return Object.fromEntries([...lines].map(([, name, image]) => [name!, image!]));
}

/** The bases as they are after `--build-arg NAME=IMAGE` among `options` of docker build. */
export function chosenBases(
  defaults: Readonly<Record<string, string>>,
  options: readonly string[],
): Record<string, string> {
  const chosen = { ...defaults };
  for (const option of options) {
    const [, name, image] = /^(?:--build-arg=)?(\w+_IMAGE)=(\S+)$/.exec(option) ?? [];
    if (name !== undefined && name in chosen) chosen[name] = image!;
  }
  return chosen;
}

/** The bases without a digest: their bytes may change under the same name. */
export function unpinnedBases(bases: Readonly<Record<string, string>>): string[] {
  return Object.entries(bases)
    .filter(([, image]) => !/@sha256:[0-9a-f]{64}$/.test(image))
    .map(([name, image]) => `${name}=${image}`);
}
