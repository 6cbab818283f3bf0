/** Files, folders and streams that are not what they should be: never a hang, never a stack. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { binFile, outcomeOf, runCli } from '../test-support/run-cli.ts';
import { smallModel } from '../test-support/small-model.ts';

describe.runIf(process.platform === 'linux')('a pipe', () => {
  const pipeAs = (model: string, name: string): string => {
    const pipe = path.join(model, name);
    execFileSync('mkfifo', [pipe]);
    return pipe;
  };

  it.each(['policies.csv', 'lapse.csv', 'mine.wasm', 'livecalc.config.json'])(
    'in the place of %s is refused',
    async (name) => {
      const nodes = [{ id: 'a', engine: 'wasm://mine', outputs: ['bus://results/scenarios'] }];
      const own = { engines: { mine: 'local://mine.wasm' }, pipeline: { nodes } };
      const model = smallModel(name === 'mine.wasm' ? own : {}, { [name]: null });
      pipeAs(model, name);
      const { exitCode, stderr } = await runCli(['run', model]);
      expect(stderr).toMatch(/is a pipe, expected a file\. .*\[FILE_UNREADABLE\]\n$/);
      expect(exitCode).toBe(2);
    },
  );
});

describe.runIf(process.platform === 'linux')('a place that is not there', () => {
  it('such as a current folder that was removed is told in a sentence', async () => {
    const model = smallModel();
    const gone = path.join(model, 'gone');
    mkdirSync(gone);
    const command = 'rmdir ../gone && exec "$0" "$@"';
    const args = ['-c', command, process.execPath, binFile, 'run', model];
    const { exitCode, stderr } = await outcomeOf(spawn('sh', args, { cwd: gone }));
    expect(stderr).toContain('The current folder is not there any more.');
    expect(exitCode).toBe(2);
  });
});

describe.runIf(process.platform === 'linux')('stdout', () => {
  it('that is full ends with exit code 2 and one line', async () => {
    const full = openSync('/dev/full', 'w');
    const child = spawn(process.execPath, [binFile, 'engines'], {
      stdio: ['ignore', full, 'pipe'],
    });
    let stderr = '';
    child.stderr?.on('data', (text: Buffer) => (stderr += text.toString()));
    expect(await once(child, 'close')).toEqual([2, null]);
    expect(stderr).toMatch(/^livecalc: .*stdout \(ENOSPC\).*\[OUTPUT_UNWRITABLE\]\n$/);
  });

  it.each([
    [['engines'], 0],
    [['run', 'nowhere', '--json'], 2],
  ])('whose reader has gone keeps the exit code of %j', async (args, code) => {
    const child = spawn(process.execPath, [binFile, ...args]);
    child.stdout.destroy();
    child.stderr.resume();
    expect(await once(child, 'exit')).toEqual([code, null]);
  });
});

describe('--out', () => {
  it.each(['.', '..'])('%s, with the current folder in it, is refused', async (out) => {
    const model = smallModel();
    const inside = path.join(model, 'inside');
    mkdirSync(inside);
    const { exitCode, stderr } = await runCli(['run', model, '--out', out], inside);
    expect(stderr).toContain('the current folder lies in it');
    expect(exitCode).toBe(2);
  });
});

describe('what is typed on the command line', () => {
  it('is named as typed, also in errors.csv, and may have spaces between tables', async () => {
    const model = smallModel();
    const elsewhere = smallModel({}, { 'bad.csv': 'policy_id\n1\n' });
    const checked = await runCli(['check', model, '--policies', 'bad.csv'], elsewhere);
    expect(checked.stderr).toContain('\n  bad.csv has no column age');
    const errors = readFileSync(path.join(model, 'errors.csv'), 'utf8');
    expect(errors).toMatch(/\nbad\.csv,,age,/);
    const missing = await runCli(['run', model, '--policies', 'nix.csv'], elsewhere);
    expect(missing.stderr).toContain('There is no file nix.csv: looked for nix.csv in ');
    expect(missing.stderr).not.toContain('onfiguration');
    const run = await runCli(['run', model, '--tables', 'scenarios, cash_flows']);
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  });
});
