#!/usr/bin/env node
// Plain JavaScript, so that an older Node can read it and say what is missing.
const [major, minor] = process.versions.node.split('.').map(Number);

if (major > 24 || (major === 24 && minor >= 12)) {
  await import('./main.ts');
} else {
  process.stderr.write(
    `LiveCalc needs Node 24.12 or newer; this is Node ${process.versions.node} (${process.execPath}).\n` +
      'In a clone, `npm ci` installs a Node 24 beside the dependencies and `npx livecalc` uses it;\n' +
      'it is an optional dependency, so `--omit=optional` or a failed download leaves it out silently.\n' +
      'Run `npm ci` again without --omit=optional, install Node 24, or run\n' +
      '`npx tsx clients/cli/main.ts` with the Node you have.\n',
  );
  process.exitCode = 2;
}
