import { describe, expect, it } from 'vitest';
import type { AssumptionVersion } from '../../contracts/wire/assumptions-manager.ts';
import { chooseVersion } from './choose-version.ts';

function versions(...listed: [version: string, status: string][]): AssumptionVersion[] {
  return listed.map(([version, status]) => ({
    version,
    status,
    approvedBy: null,
    approvedAt: null,
  }));
}

const table = versions(['10', 'approved'], ['9', 'approved'], ['8', 'retired'], ['7', 'draft']);

describe('a version', () => {
  it.each([
    ['latest', '9', 'the approved version that is listed last, whatever its name'],
    ['draft', '7', 'the version that is listed last'],
    ['10', '10', 'an approved one'],
    ['8', '8', 'one of any other status, asked for by name'],
  ])('asked for as %s is %s: %s', (asked, version) => {
    expect(chooseVersion(table, asked).version).toBe(version);
  });

  it('that is not there is refused with those that are, the newest first', () => {
    expect(() => chooseVersion(table, '11')).toThrow(
      'There is no such version; there is 7 (draft), 8 (retired), 9 (approved), 10 (approved).',
    );
  });

  it('is not guessed where none is approved', () => {
    expect(() => chooseVersion(versions(['1', 'draft']), 'latest')).toThrow(
      'No version of it is approved; there is 1 (draft). Ask for one of these, or for draft.',
    );
    expect(() => chooseVersion([], 'draft')).toThrow('there is no version at all');
  });
});
