import { build } from 'esbuild';
import { expect, it } from 'vitest';

it('tables can be bundled for a browser, without a module of Node', async () => {
  const folder = import.meta.dirname;
  const { errors, warnings, metafile } = await build({
    entryPoints: [
      `${folder}/inputs/load-inputs.ts`,
      `${folder}/inputs/check-inputs.ts`,
      `${folder}/read-table.ts`,
      `${folder}/write-table.ts`,
    ],
    bundle: true,
    format: 'esm',
    platform: 'browser',
    splitting: true,
    outdir: 'out',
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  expect([...errors, ...warnings]).toEqual([]);
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports);
  expect(imports.filter(({ external }) => external === true)).toEqual([]);
});
