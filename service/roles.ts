/** Who may do what: one table, for every server, for the documentation and for its test. */
import { LiveCalcError } from '../contracts/errors.ts';
import { markdownTable } from './markdown-table.ts';
import { roles, type Principal, type Role } from './principal.ts';

interface ActionFacts {
  readonly does: string;
  /** The least role that may; those after it may too. */
  readonly least: Role;
  /** Whether it concerns a tenant: then an audit line tells of it. */
  readonly ofTenant: boolean;
}

export const actions = {
  'job.submit': { does: 'submit a run', least: 'submitter', ofTenant: true },
  'job.read': { does: 'see a job, follow it', least: 'viewer', ofTenant: true },
  'job.cancel': { does: 'cancel or delete a job', least: 'submitter', ofTenant: true },
  'job.debug': {
    does: 'pause a run of one’s own, look into it',
    least: 'submitter',
    ofTenant: true,
  },
  'result.read': { does: 'read or stream results', least: 'viewer', ofTenant: true },
  'asset.write': { does: 'upload an input file', least: 'submitter', ofTenant: true },
  'asset.read': { does: 'ask which input files are there', least: 'viewer', ofTenant: true },
  'model.check': { does: 'have a run checked', least: 'submitter', ofTenant: true },
  'usage.read': { does: 'see what the tenant has used', least: 'viewer', ofTenant: true },
  'fleet.read': {
    does: 'see workers, what they do and what waits',
    least: 'operator',
    ofTenant: false,
  },
  'audit.read': { does: "read the tenant's audit lines", least: 'admin', ofTenant: true },
  'server.read': {
    does: 'see metrics, capabilities, the description of the API, the whole of /health',
    least: 'viewer',
    ofTenant: false,
  },
} as const satisfies Record<string, ActionFacts>;

export type Action = keyof typeof actions;

export function may(who: Principal, action: Action): boolean {
  const least = roles.indexOf(actions[action].least);
  return who.roles.some((role) => roles.indexOf(role) >= least);
}

/** Throws FORBIDDEN. Whose job or file it is, is for the one who keeps them to say. */
export function authorize(who: Principal, action: Action): void {
  if (may(who, action)) return;
  const { does, least } = actions[action];
  const found = who.roles.join(', ');
  throw new LiveCalcError(
    'FORBIDDEN',
    `To ${does} takes the role ${least}; the credentials give ${found === '' ? 'none' : found}.`,
    { found, expected: least },
  );
}

/** The table of docs/security.md. */
export function rolesTable(): string {
  const rows = Object.entries(actions).map(([action, { does }]) => [
    `\`${action}\``,
    does,
    ...roles.map((role) => (may(onlyA(role), action as Action) ? 'yes' : '')),
  ]);
  return markdownTable(['action', 'to', ...roles], rows);
}

function onlyA(role: Role): Principal {
  return { subject: role, tenant: role, roles: [role], method: 'none' };
}
