/** `livecalc debug`, driven by what is piped into it. */
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { defaultNodes } from '../test-support/default-nodes.ts';
import { outcomeOf, runCli, startCli, type CliOutcome } from '../test-support/run-cli.ts';
import { policiesCsv, smallModel } from '../test-support/small-model.ts';

function debug(
  folder: string,
  commands: readonly string[],
  ...flags: string[]
): Promise<CliOutcome> {
  const child = startCli(['debug', folder, ...flags]);
  const outcome = outcomeOf(child);
  child.stdin.end(commands.map((line) => `${line}\n`).join(''));
  return outcome;
}

describe('a run that is driven by a script', () => {
  test('stops where it is told, shows its blocks, and ends with the hash of livecalc run', async () => {
    const folder = smallModel();
    const run = await runCli(['run', folder, '--json']);
    const { resultHash, columns } = JSON.parse(run.stdout) as {
      resultHash: string;
      columns: { name: string; sha256: string }[];
    };
    const { stdout, stderr, exitCode } = await debug(folder, [
      'break projection after',
      'run',
      'nodes',
      'inspect results/scenarios',
      'inspect scenarios/rates.rate 0:2',
      'run',
    ]);
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('The run stands before scenarios.');
    expect(stdout).toContain('The run stands after projection.');
    expect(stdout).toMatch(/> +projection +wasm:\/\/projection +succeeded .*stops after/);
    expect(stdout).toContain(columns.find(({ name }) => name === 'scenarios.npv')!.sha256);
    expect(stdout).toMatch(/bus:\/\/scenarios\/rates\.rate, f64\[100 x \d+\]\n {2}\[0, 0\] +0\.0/);
    expect(stdout).toContain(`result hash  ${resultHash}`);
  });

  test('stops at the breakpoints of its config, which change nothing elsewhere', async () => {
    const nodes = defaultNodes().map((node) =>
      node.id === 'projection' ? { ...node, breakpoint: 'both' } : node,
    );
    const folder = smallModel({ pipeline: { nodes } });
    const plain = await runCli(['run', folder, '--json']);
    const { stdout, exitCode } = await debug(folder, ['run', 'run', 'run']);
    expect(exitCode).toBe(0);
    const stands = stdout.match(/The run stands .*\./g);
    expect(stands).toEqual([
      'The run stands before scenarios.',
      'The run stands before projection.',
      'The run stands after projection.',
    ]);
    expect(stdout).toContain((JSON.parse(plain.stdout) as { resultHash: string }).resultHash);
  });

  test('is stopped where its input ends while it stands, and leaves nothing', async () => {
    const folder = smallModel();
    const before = readdirSync(folder);
    const { stdout, exitCode } = await debug(folder, ['step']);
    expect(stdout).toContain('The run stands after scenarios.');
    expect(stdout).toContain('The run was stopped; nothing is written.');
    expect(exitCode).toBe(0);
    expect(readdirSync(folder)).toEqual(before);
  });

  test('goes on after a command that is wrong, and ends with 2', async () => {
    const { stdout, stderr, exitCode } = await debug(smallModel(), [
      'walk',
      'break lapses',
      'inspect results/scenarios.npvs',
      'run',
      'inspect',
    ]);
    for (const words of [
      '"walk" is no command',
      'no node "lapses"',
      'no column of bus://results/scenarios named "npvs"',
      'nothing left to inspect',
    ]) {
      expect(stderr).toContain(words);
    }
    expect(stdout).toContain('result hash');
    expect(exitCode).toBe(2);
  });

  test('ends with the error of a model that cannot be run', async () => {
    const folder = smallModel({}, { 'lapse.csv': null });
    const { stderr, exitCode } = await debug(folder, ['run']);
    expect(stderr).toContain('FILE_NOT_FOUND');
    expect(exitCode).toBe(2);
  });
});

describe('Ctrl-C', () => {
  test('holds a run that goes, and ends the session while it stands', async () => {
    const folder = smallModel(
      { projection: { dynamicLapse: { slope: 5, floor: 0.3, cap: 3, reference: 0.03 } } },
      { 'policies.csv': policiesCsv({}, 40) },
    );
    const child = startCli(['debug', folder, '--scenarios', '400000', '--threads', '1']);
    const outcome = outcomeOf(child);
    let heard = '';
    child.stdout.on('data', (text: string) => (heard += text));
    const said = async (words: string): Promise<void> => {
      while (!heard.includes(words)) await once(child.stdout, 'data');
      heard = heard.slice(heard.indexOf(words) + words.length);
    };
    await said('before scenarios');
    child.stdin.write('break projection\nrun\n');
    await said('before projection');
    child.stdin.write('run\n');
    await said('The run goes on.');
    child.kill('SIGINT');
    await said('The run stands');
    // Two in a row would end the program at once.
    await new Promise((resolve) => setTimeout(resolve, 1100));
    child.kill('SIGINT');
    const { stdout, exitCode } = await outcome;
    expect(stdout).toContain('The run was stopped; nothing is written.');
    expect(exitCode).toBe(0);
  });
});
