/** The README's lines about graphs, each as it stands there, in a folder of its own for what they write. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runCli } from '../clients/cli/test-support/run-cli.ts';

const root = path.join(import.meta.dirname, '..');

/** The commands under a heading of the README. */
function commandsUnder(heading: string): readonly string[] {
  const readme = readFileSync(path.join(root, 'README.md'), 'utf8');
  const section = readme.split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  const blocks = [...section.matchAll(/```sh\n([^`]*)```/g)].map(([, block]) => block!);
  return blocks.flatMap((block) => block.trim().split('\n'));
}

describe('the README', () => {
  const commands = commandsUnder('Graphs of engines');

  it('shows the three DAG files', () => {
    expect(commands.map((command) => command.split('examples/')[1])).toEqual([
      'dag_config_projection_only.json',
      'dag_config_esg_projection.json',
      'dag_config_full_pipeline.json',
    ]);
  });

  it.each(commands)('%s', async (command) => {
    const out = mkdtempSync(path.join(os.tmpdir(), 'livecalc-readme-'));
    onTestFinished(() => rmSync(out, { recursive: true, force: true }));
    const [npx, livecalc, ...args] = command.split(' ');
    expect([npx, livecalc]).toEqual(['npx', 'livecalc']);
    const { stdout, exitCode } = await runCli(
      [...args, '--out', path.join(out, 'a'), '--json'],
      root,
    );
    expect([exitCode, stdout.slice(0, 2000)]).toMatchObject([0, expect.any(String)]);
  });
});
