/** Lines of the README, each as it stands there, in a folder of its own for what they write. */
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startTestManager } from '../assumptions/testing/test-manager.ts';
import type { RunResult } from '../contracts/run-result.ts';
import { runCli } from '../clients/cli/test-support/run-cli.ts';

const root = path.join(import.meta.dirname, '..');

/** The commands under a heading of the README. */
function commandsUnder(heading: string): readonly string[] {
  const readme = readFileSync(path.join(root, 'README.md'), 'utf8');
  const section = readme.split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  const blocks = [...section.matchAll(/```sh\n([^`]*)```/g)].map(([, block]) => block!);
  return blocks.flatMap((block) => block.trim().split('\n'));
}

function newFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'livecalc-readme-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The arguments of a line `npx livecalc ...`. */
function argumentsOf(command: string): readonly string[] {
  const [npx, livecalc, ...args] = command.split(' ');
  expect([npx, livecalc]).toEqual(['npx', 'livecalc']);
  return args;
}

describe('the README on graphs', () => {
  const commands = commandsUnder('Graphs of engines');

  it('shows the three DAG files', () => {
    expect(commands.map((command) => command.split('examples/')[1])).toEqual([
      'dag_config_projection_only.json',
      'dag_config_esg_projection.json',
      'dag_config_full_pipeline.json',
    ]);
  });

  it.each(commands)('%s', async (command) => {
    const args = [...argumentsOf(command), '--out', path.join(newFolder(), 'a'), '--json'];
    const { stdout, exitCode } = await runCli(args, root);
    expect([exitCode, stdout.slice(0, 2000)]).toMatchObject([0, expect.any(String)]);
  });
});

describe('the README on assumptions of a manager', () => {
  const [, ...runs] = commandsUnder('Use').slice(-3);

  it('has the hashes of the model whose tables are files', async () => {
    const manager = await startTestManager({
      prepare: (folder) =>
        cpSync(path.join(root, 'examples/managed-assumptions/tables'), folder, { recursive: true }),
    });
    const folder = newFolder();
    const env = {
      LIVECALC_AM_URL: manager.url,
      LIVECALC_AM_TOKEN: await manager.token(),
      LIVECALC_AM_CACHE_DIR: path.join(folder, 'cache'),
    };
    const commands = ['npx livecalc run examples/term-life --out out/files', ...runs];
    expect(runs.map((run) => run.split(' ').slice(0, 4).join(' '))).toEqual(
      runs.map(() => 'npx livecalc run examples/managed-assumptions'),
    );
    const results: RunResult[] = [];
    for (const command of commands) {
      const args = argumentsOf(command).map((one) => one.replace(/^out\//, `${folder}/`));
      const { stdout, stderr } = await runCli([...args, '--json'], root, env);
      expect(stderr).toBe('');
      results.push(JSON.parse(stdout) as RunResult);
    }
    const hashes = results.map(({ runHash, resultHash }) => ({ runHash, resultHash }));
    expect(hashes).toEqual(Array(3).fill(hashes[0]));
    expect(results[2]!.assumptions).toEqual(results[1]!.assumptions);
  });
});
