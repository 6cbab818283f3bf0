/**
 * The engines' C++ unit tests, compiled for this machine: `npm run test:native`.
 *
 * The files cpp/tests/test_NAME.cpp and test_NAME_*.cpp become a program with the sources of engine
 * NAME, which is run twice: compiled as the engines are, and under the address and
 * undefined-behaviour sanitizers.
 */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LiveCalcError } from '../../contracts/errors.ts';
import { sourceFolder } from './build-engines.ts';
import { runCommand } from './run-command.ts';
import { runScript, say } from './script.ts';

const compiler = 'g++';
const flags = ['-std=c++20', '-O2', '-ffp-contract=off', '-Wall', '-Wextra', '-Werror'];
const variants = [
  { name: 'plain', flags: [] },
  {
    name: 'sanitized',
    flags: ['-g', '-fsanitize=address,undefined', '-fno-sanitize-recover=all'],
  },
] as const;
type Variant = (typeof variants)[number];

interface Suite {
  readonly engine: string;
  /** Files relative to cpp/. */
  readonly tests: readonly string[];
}

interface Tally {
  readonly passed: number;
  readonly failed: number;
}

await runScript(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'livecalc-native-'));
  try {
    const total = { passed: 0, failed: 0 };
    for (const suite of await suites()) {
      for (const variant of variants) {
        const { passed, failed } = await runSuite(suite, variant, folder);
        total.passed += passed;
        total.failed += failed;
      }
    }
    say(`${total.passed} passed, ${total.failed} failed`);
    return total.failed === 0 && total.passed > 0;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

async function suites(): Promise<Suite[]> {
  const files = (await readdir(join(sourceFolder, 'tests'))).sort();
  const named = files.flatMap((file) => {
    const engine = /^test_([a-z]+)(_[a-z_]+)?\.cpp$/.exec(file)?.[1];
    return engine === undefined ? [] : [{ engine, file: `tests/${file}` }];
  });
  const byEngine = Object.entries(Object.groupBy(named, ({ engine }) => engine));
  return byEngine.map(([engine, tests = []]) => ({ engine, tests: tests.map(({ file }) => file) }));
}

async function runSuite(suite: Suite, variant: Variant, folder: string): Promise<Tally> {
  const program = join(folder, `${suite.engine}-${variant.name}`);
  await compile(suite, variant, program);
  const { stdout, stderr } = await runCommand(program, []);
  say(`${suite.engine}, ${variant.name}:\n${stdout}${stderr}`.trimEnd());
  const counts = /(\d+) passed, (\d+) failed\n$/.exec(stdout);
  // A program that a sanitizer stopped has not come to its last line.
  return counts === null
    ? { passed: 0, failed: 1 }
    : { passed: Number(counts[1]), failed: Number(counts[2]) };
}

async function compile({ engine, tests }: Suite, variant: Variant, program: string): Promise<void> {
  const sources = (await readdir(join(sourceFolder, engine)))
    .filter((file) => file.endsWith('.cpp'))
    .map((file) => `${engine}/${file}`);
  const inputs = ['tests/harness.cpp', ...tests, ...sources];
  const { status, stderr } = await runCommand(
    compiler,
    [...flags, ...variant.flags, '-I.', ...inputs, '-o', program],
    { cwd: sourceFolder },
  );
  if (status === 0) return;
  throw new LiveCalcError(
    'INTERNAL',
    `The native tests of ${engine} do not compile with ${compiler}, which must be installed:\n${stderr}`,
  );
}
