/** The image's first process: `node image/start.ts worker|gateway` becomes that server. */
import { roleOf, roles } from './roles.ts';

const [word, ...others] = process.argv.slice(2);
const role = roleOf(word);
if (role === null || others.length > 0) {
  const found = [word, ...others].join(' ');
  const known = Object.keys(roles).join(' or ');
  process.stderr.write(
    `livecalc: the container was told to be "${found}"; expected ${known}. Settings come from the ` +
      'environment, not from the command line.\n',
  );
  process.exit(2);
}
await import(roles[role].main);
