/** What an engine tries to reach, and what it finds. docs/python-engines.md says how far that goes. */
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { printed, runtime } from './testing/opened-engine.ts';

afterAll(() => runtime[Symbol.asyncDispose]());

/** What the attempt prints, or the exception it raised. */
async function attempt(lines: string): Promise<string> {
  const tried = lines.trim().split('\n').join('\n    ');
  const told = await printed(`
try:
    ${tried}
except BaseException as error:
    print(type(error).__name__, error)`);
  return told.join('\n');
}

/** An attempt that may cost the interpreter its life. */
async function hardAttempt(lines: string): Promise<string> {
  return await attempt(lines).catch((error: unknown) => String(error));
}

describe('the host of the interpreter', () => {
  test.each(['js', 'pyodide_js', 'pyodide.code', '_pyodide_core', 'micropip', 'ctypes'])(
    'import %s is refused',
    async (name) => {
      expect(await attempt(`import ${name}`)).toContain('have no way to the host');
    },
  );

  test('no object of JavaScript is among all objects, but the one that evaluate calls', async () => {
    const told = await attempt(`
import gc
print([repr(one) for one in gc.get_objects() if type(one).__name__ in ('JsProxy', 'JsCallable')])
print([finder.jsproxies for finder in gc.get_objects() if type(finder).__name__ == 'JsFinder'])`);
    expect(told).toBe('[]\n[{}]');
  });

  test('from the one object that is left no JavaScript can be made from text', async () => {
    const told = await attempt(`
import livecalc_host
print(livecalc_host.State.ask.constructor('return process')())`);
    expect(told).toMatch(/Error/);
  });

  test('the variables of the process are not there', async () => {
    process.env['LIVECALC_TEST_SECRET'] = 'to be hidden';
    const told = await attempt('import os; print(sorted(os.environ))');
    expect(told).toContain('PYTHONHASHSEED');
    expect(told).not.toContain('LIVECALC_TEST_SECRET');
    delete process.env['LIVECALC_TEST_SECRET'];
  });
});

describe('files, programs, networks', () => {
  test('files are those of Pyodide, in its memory', async () => {
    expect(await attempt("print(open('/etc/passwd').read())")).toContain('FileNotFoundError');
    expect(await attempt("import os; print(sorted(os.listdir('/')))")).toBe(
      "['dev', 'home', 'lib', 'proc', 'tmp']",
    );
    await attempt("open('/tmp/left', 'w').write('by one engine')");
    expect(await attempt("print(open('/tmp/left').read())")).toContain('FileNotFoundError');
  });

  test.each([
    ['os.system', "import os; print(os.system('true'))", 'no other programs'],
    ['subprocess', "import subprocess; subprocess.run(['true'])", 'does not support processes'],
    [
      'threads',
      'import threading; threading.Thread(target=print).start()',
      "can't start new thread",
    ],
  ])('%s', async (_, lines, part) => {
    expect(await attempt(lines)).toContain(part);
  });

  test('a socket reaches nobody', async () => {
    let connections = 0;
    const server = createServer((socket) => {
      connections++;
      socket.destroy();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const told = await attempt(`
import urllib.request
print(urllib.request.urlopen('http://127.0.0.1:${port}/').status)`);
    await new Promise((resolve) => server.close(resolve));
    expect(told).toMatch(/Error/);
    expect(connections).toBe(0);
  });
});

describe("Python that gets past Python's own refusals", () => {
  test('finds no eval', async () => {
    const told = await hardAttempt(`
import sys
sys.meta_path.pop(0)
import ctypes
print(ctypes.pythonapi.emscripten_run_script_int(b"typeof process === 'object' ? 1 : 2"))`);
    expect(told).not.toMatch(/^[12]$/);
  });

  test('starts no program', async () => {
    const file = path.join(os.tmpdir(), `livecalc-escaped-${process.pid}`);
    await hardAttempt(`import posix; print(posix.system('touch ${file}'))`);
    expect(existsSync(file)).toBe(false);
  });
});

describe('randomness and the clock', () => {
  test.each([
    ['os.urandom', 'import os; os.urandom(1)'],
    ['secrets', 'import secrets; secrets.token_hex()'],
    ['uuid4', 'import uuid; uuid.uuid4()'],
    ['SystemRandom', 'import random; random.SystemRandom().random()'],
  ])('%s is refused with the reason', async (_, lines) => {
    expect(await attempt(lines)).toContain('a run must give the same bytes each time');
  });

  test('the clock stands at 0 in UTC', async () => {
    const told = await attempt(`
import datetime, time
print(time.time(), time.time_ns(), time.monotonic(), time.perf_counter(), time.process_time())
print(datetime.datetime.now().isoformat(), time.localtime().tm_hour, datetime.date.today())`);
    expect(told).toBe('0.0 0 0.0 0.0 0.0\n1970-01-01T00:00:00 0 1970-01-01');
  });

  test('sleep returns at once', async () => {
    expect(await attempt('import time; time.sleep(3600); print("awake")')).toBe('awake');
  });
});
