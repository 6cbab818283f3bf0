#!/usr/bin/env node
// Plain JavaScript, so that an older Node can read it and say what is missing.
const [major, minor] = process.versions.node.split('.').map(Number);

if (major > 24 || (major === 24 && minor >= 12)) {
  await import('./start.mjs');
} else {
  process.stderr.write(
    `LiveCalc needs Node 24.12 or newer; this is Node ${process.versions.node}\n` +
      `(${process.execPath}). In a clone, 'npm ci' installs a Node 24 beside the\n` +
      `dependencies, and 'npx livecalc' uses it. It is an optional dependency, so\n` +
      `--omit=optional or a failed download leaves it out silently: run 'npm ci'\n` +
      `again without --omit=optional, or install Node 24.\n`,
  );
  process.exitCode = 2;
}
