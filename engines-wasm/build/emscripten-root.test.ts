import { expect, it } from 'vitest';
import { emscriptenRoot } from './emscripten-root.ts';

it('keeps the compiler under LIVECALC_CACHE, else in the user’s cache folder', () => {
  const places = [{ LIVECALC_CACHE: '/a', XDG_CACHE_HOME: '/b' }, { XDG_CACHE_HOME: '/b' }].map(
    (env) => emscriptenRoot('3.1.69', env),
  );
  expect(places).toEqual(['/a/livecalc/emscripten-3.1.69', '/b/livecalc/emscripten-3.1.69']);
});
