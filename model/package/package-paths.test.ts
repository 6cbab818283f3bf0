import { expect, it } from 'vitest';
import { packagePaths } from './package-paths.ts';

/** Paths in the package of files of the model in /model. */
function pathsOf(...files: readonly string[]): readonly string[] {
  return [...packagePaths(files, '/model').values()];
}

it('leaves a file inside the folder where it is, and takes one outside to files/', () => {
  expect(
    pathsOf('/model/policies.csv', '/model/tables/lapse.csv', '/shared/mortality.csv'),
  ).toEqual(['policies.csv', 'tables/lapse.csv', 'files/mortality.csv']);
});

it('numbers files from outside that have one name', () => {
  expect(pathsOf('/a/lapse.csv', '/b/lapse.csv', '/c/LAPSE.csv', '/a/lapse.csv')).toEqual([
    'files/lapse.csv',
    'files/lapse-2.csv',
    'files/LAPSE-3.csv',
  ]);
});

it.each<[string, readonly string[], readonly string[]]>([
  [
    'a file from outside never takes the path of one inside',
    ['/a/lapse.csv', '/model/files/lapse.csv'],
    ['files/lapse.csv', 'files/lapse-2.csv'],
  ],
  [
    'names that differ only in case would be one file elsewhere',
    ['/model/a.csv', '/model/A.csv'],
    ['a.csv', 'files/A.csv'],
  ],
  [
    'a name of the package’s own is taken',
    ['/model/Manifest.json', '/model/livecalc.config.json'],
    ['files/Manifest.json', 'files/livecalc.config.json'],
  ],
  [
    'a file cannot be where a folder is elsewhere',
    ['/model/data/a.csv', '/model/DATA'],
    ['data/a.csv', 'files/DATA'],
  ],
  [
    'what other systems do not take in a name becomes a dash',
    ['/model/a:b\\c.csv', '/model/e\u0301.csv'],
    ['é.csv', 'files/a-b-c.csv'],
  ],
  [
    'what Windows keeps for itself gets another name',
    ['/model/aux.csv', '/model/notes. ', '/model/Con'],
    ['files/file-aux.csv', 'files/file-notes', 'files/file-Con'],
  ],
  [
    'a path that is too long is shortened',
    [`/model/${'deep/'.repeat(60)}a.csv`, `/out/${'n'.repeat(200)}.parquet`],
    ['files/a.csv', `files/${'n'.repeat(150)}.parquet`],
  ],
])('%s', (_, files, expected) => {
  expect(pathsOf(...files)).toEqual(expected);
});
