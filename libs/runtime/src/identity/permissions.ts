/** Everything that can be permitted, as resource:action. */
export type Permission =
  | 'tenant:create'
  | 'tenant:approve'
  | 'tenant:suspend'
  | 'tenant:offboard'
  | 'tenant:move'
  | 'tenant:export'
  | 'tenant:read'
  | 'limits:set'
  | 'limits:read'
  | 'operation:register'
  | 'operation:policy'
  | 'user:create'
  | 'user:manage'
  | 'client:create'
  | 'client:manage'
  | 'api-key:manage'
  | 'approval:give'
  | 'approval:read'
  | 'four-eyes:set'
  | 'break-glass:request'
  | 'break-glass:approve'
  | 'break-glass:read'
  | 'break-glass:end'
  | 'bank:connect'
  | 'audit:read'
  | 'audit:keep'
  | 'borrower:write'
  | 'borrower:read'
  | 'borrower:reveal'
  | 'key:rotate'
  | 'consent:write'
  | 'consent:read'
  | 'consent:prove'
  | 'consent-text:publish'
  | 'data-name:declare'
  | 'subject-request:open'
  | 'subject-request:handle'
  | 'subject-request:read'
  | 'event:write'
  | 'model:publish'
  | 'strategy:publish'
  | 'decision:simulate'
  | 'lender-view:read'
  | 'risk:read'
  | 'product:write'
  | 'product:approve'
  | 'product:read'
  | 'application:write'
  | 'application:read'
  | 'loan:write'
  | 'loan:read'
  | 'loan:manage'
  | 'line:manage'
  | 'collection:write'
  | 'collection-case:read'
  | 'collection-case:work'
  | 'payment:configure'
  | 'ledger:read'
  | 'ledger:write'
  | 'ledger:approve'
  | 'clock:advance'
  | 'day:run'
  | 'usage:read';

export type Role =
  | 'platform-operator'
  | 'owner'
  | 'product-manager'
  | 'risk-officer'
  | 'approver'
  | 'finance'
  | 'auditor'
  | 'developer'
  | 'support'
  | 'lender';

const reads: Permission[] = [
  'tenant:read',
  'limits:read',
  'borrower:read',
  'consent:read',
  'risk:read',
  'product:read',
  'application:read',
  'loan:read',
];

/**
 * Who may do what, in one table. `lender` is the role of a bank's own program that lends; the operator of the
 * platform sees no tenant's data.
 */
const table: Record<Role, readonly Permission[]> = {
  'platform-operator': [
    'tenant:create',
    'tenant:approve',
    'tenant:suspend',
    'tenant:offboard',
    'tenant:move',
    'tenant:read',
    'limits:set',
    'limits:read',
    'break-glass:request',
    'break-glass:approve',
    'break-glass:read',
    'break-glass:end',
  ],
  owner: [
    ...reads,
    'tenant:export',
    'borrower:reveal',
    'key:rotate',
    'ledger:write',
    'ledger:approve',
    'user:create',
    'user:manage',
    'client:create',
    'client:manage',
    'api-key:manage',
    'approval:give',
    'approval:read',
    'four-eyes:set',
    'break-glass:read',
    'break-glass:end',
    'bank:connect',
    'payment:configure',
    'collection-case:read',
    'consent:prove',
    'consent-text:publish',
    'data-name:declare',
    'subject-request:open',
    'subject-request:handle',
    'subject-request:read',
    'audit:read',
    'audit:keep',
    'ledger:read',
    'usage:read',
    'clock:advance',
    'day:run',
    'operation:register',
    'operation:policy',
  ],
  'product-manager': [...reads, 'product:write', 'consent-text:publish'],
  'risk-officer': [
    ...reads,
    'borrower:reveal',
    'model:publish',
    'strategy:publish',
    'decision:simulate',
    'lender-view:read',
    'data-name:declare',
    'approval:read',
    'loan:manage',
    'line:manage',
    'collection:write',
    'collection-case:read',
    'collection-case:work',
  ],
  approver: [
    ...reads,
    'product:approve',
    'approval:give',
    'approval:read',
    'ledger:read',
    'ledger:approve',
    'subject-request:handle',
    'subject-request:read',
  ],
  finance: [
    ...reads,
    'ledger:read',
    'ledger:write',
    'ledger:approve',
    'usage:read',
    'day:run',
    'loan:manage',
    'collection:write',
    'payment:configure',
  ],
  auditor: [
    ...reads,
    'collection-case:read',
    'audit:read',
    'ledger:read',
    'usage:read',
    'consent:prove',
    'subject-request:read',
    'approval:read',
    'break-glass:read',
  ],
  developer: [...reads, 'api-key:manage', 'clock:advance', 'operation:register'],
  support: [
    'borrower:read',
    'application:read',
    'loan:read',
    'collection-case:read',
    'collection-case:work',
    'subject-request:open',
    'subject-request:read',
  ],
  lender: [
    ...reads,
    'borrower:write',
    'borrower:reveal',
    'consent:write',
    'data-name:declare',
    'subject-request:open',
    'subject-request:read',
    'event:write',
    'lender-view:read',
    'application:write',
    'loan:write',
    'line:manage',
    'collection:write',
    'ledger:read',
    'clock:advance',
    'usage:read',
  ],
};

export const roles = Object.keys(table) as readonly Role[];

const sets = new Map(roles.map((role) => [role, new Set(table[role])]));

export function isRole(text: string): text is Role {
  return Object.hasOwn(table, text);
}

export function permissionsOf(role: Role): ReadonlySet<Permission> {
  return sets.get(role) ?? new Set();
}

/** Every permission that there is, by its resource and action. */
export const permissions = [...new Set(roles.flatMap((role) => [...permissionsOf(role)]))].sort();

/**
 * For people alone, whichever role a program has: one of two pairs of eyes, which a program that somebody made would only lend
 * to its maker.
 */
export const forPersonsOnly: readonly Permission[] = [
  'tenant:approve',
  'tenant:offboard',
  'break-glass:request',
  'break-glass:approve',
  'product:approve',
  'ledger:approve',
  'approval:give',
  'four-eyes:set',
];

/** What no key opens, whoever makes it: accounts, keys and second persons' consent are for those who sign in. */
const forPeopleAndProgramsOnly =
  /^(tenant|user|client|api-key|key|approval|four-eyes|break-glass|audit):(?!read)/;

export function isOpenToKeys(permission: Permission): boolean {
  return !forPeopleAndProgramsOnly.test(permission) && !forPersonsOnly.includes(permission);
}

/** What an operator's access to a tenant's environment opens: to look, and nothing else. It goes with the role of auditor. */
export const breakGlassScopes: readonly Permission[] = [
  ...reads,
  'audit:read',
  'ledger:read',
  'usage:read',
  'subject-request:read',
];
