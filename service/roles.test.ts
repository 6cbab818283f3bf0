import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { roles, type Principal } from './principal.ts';
import { actions, authorize, may, rolesTable, type Action } from './roles.ts';
import { thrownBy } from './testing/thrown.ts';

/** What each role may do, written a second time, by hand. */
const viewing = ['job.read', 'result.read', 'asset.read', 'usage.read', 'server.read'];
const working = [...viewing, 'job.submit', 'job.cancel', 'job.debug', 'asset.write', 'model.check'];
const operating = [...working, 'fleet.read'];
const expected = {
  viewer: viewing,
  submitter: working,
  operator: operating,
  admin: [...operating, 'audit.read'],
};

function withRoles(...held: Principal['roles']): Principal {
  return { subject: 'ada', tenant: 'acme', roles: held, method: 'jwt' };
}

for (const role of roles) {
  describe(`a ${role}`, () => {
    for (const [name, { does }] of Object.entries(actions)) {
      const allowed = expected[role].includes(name);
      it(`may ${allowed ? '' : 'not '}${does}`, async () => {
        const action = name as Action;
        expect(may(withRoles(role), action)).toBe(allowed);
        const thrown = await thrownBy(() => authorize(withRoles(role), action)).catch(() => null);
        expect(thrown?.code).toBe(allowed ? undefined : 'FORBIDDEN');
      });
    }
  });
}

it('Without roles nothing is allowed', () => {
  for (const action of Object.keys(actions)) expect(may(withRoles(), action as Action)).toBe(false);
});

it('The table in docs/security.md is this one', () => {
  const page = readFileSync(new URL('../docs/security.md', import.meta.url), 'utf8');
  expect(page).toContain(rolesTable());
});
