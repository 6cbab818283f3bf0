/**
 * Run while the image is built: `node image/check-labels.ts VERSION ENGINES` ends the build where its
 * labels would not tell what is in it.
 */
import { readFileSync } from 'node:fs';
import { engineHashes } from './engine-hashes.ts';

const [version, engines] = process.argv.slice(2);
const expected = {
  VERSION: readJson('package.json').version,
  ENGINES: engineHashes(readJson('engines-wasm/dist/manifest.json').engines),
};

if (version !== expected.VERSION || engines !== expected.ENGINES) {
  process.stderr.write(
    `The image's labels must tell what is in it. The build argument VERSION is "${version}" and should be ` +
      `"${expected.VERSION}"; ENGINES is "${engines}" and should be "${expected.ENGINES}". ` +
      `\`npm run image\` gives them; for another builder, \`npm run image -- --print\` prints the command.\n`,
  );
  process.exitCode = 1;
}

function readJson(path: string): ReturnType<typeof JSON.parse> {
  return JSON.parse(readFileSync(new URL(`../${path}`, import.meta.url), 'utf8'));
}
