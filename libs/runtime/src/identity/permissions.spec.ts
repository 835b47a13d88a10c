import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isAllowedTo, platformTenantId } from './tenant-context.js';
import {
  breakGlassScopes,
  forPersonsOnly,
  isOpenToKeys,
  permissions,
  permissionsOf,
  roles,
  type Permission,
} from './permissions.js';

const root = path.join(import.meta.dirname, '../../../..');
const pagePath = path.join(root, 'docs/permissions.md');

/** The table as a page: a line for each permission, a column for each role. */
function page(): string {
  const mark = (has: boolean): string => (has ? '●' : '');
  const rows = permissions.map((permission) => {
    const held = roles.map((role) => mark(permissionsOf(role).has(permission)));
    const more = [
      mark(forPersonsOnly.includes(permission)),
      mark(isOpenToKeys(permission)),
      mark(breakGlassScopes.includes(permission)),
    ];
    return `| \`${permission}\` | ${[...held, ...more].join(' | ')} |`;
  });
  const head = ['Permission', ...roles, 'persons only', 'API keys', 'break-glass'];
  return [
    '# Who may do what',
    '',
    'Each mutation and query asks for one permission, `resource:action`, and whoever has none of the roles below it is answered',
    '`FORBIDDEN`. This page is made from `libs/runtime/src/identity/permissions.ts`, and a test keeps it true',
    '(`UPDATE_PAGES=1 npx jest permissions.spec` writes it anew). “API keys”: what a key of the sandbox can have at most.',
    '“persons only”: no program, whichever role it has.',
    '“break-glass”: what an operator’s access to a tenant’s environment opens.',
    '',
    `| ${head.join(' | ')} |`,
    `| ${head.map((_, index) => (index === 0 ? '---' : ':-:')).join(' | ')} |`,
    ...rows,
    '',
  ].join('\n');
}

/** The text of every use case and other source of the services, without their tests. */
function sources(): string {
  const found = ['libs', 'apps'].flatMap((room) =>
    readdirSync(path.join(root, room), { recursive: true, withFileTypes: true }),
  );
  return found
    .filter(({ name, parentPath }) => /\.ts$/.test(name) && /\/src(\/|$)/.test(parentPath))
    .filter(
      ({ name, parentPath }) =>
        !/\.(spec|suite|fixture)\.ts$|^permissions\.ts$/.test(name) &&
        !/node_modules|generated/.test(parentPath),
    )
    .map(({ name, parentPath }) => readFileSync(path.join(parentPath, name), 'utf8'))
    .join('\n');
}

describe('the table of permissions', () => {
  it('is the page in the documentation', () => {
    if (process.env['UPDATE_PAGES'] === '1') writeFileSync(pagePath, page());
    expect(existsSync(pagePath) && unpadded(readFileSync(pagePath, 'utf8'))).toBe(unpadded(page()));
  });

  it('has none that no use case asks for', () => {
    const text = sources();
    expect(permissions.filter((permission) => !text.includes(`'${permission}'`))).toEqual([]);
  });

  it('keeps the operator of the platform away from what is a tenant’s', () => {
    const tenants =
      /^(borrower|consent|event|application|loan|ledger|audit|risk|product|usage|user|client|api-key|approval):/;
    expect([...permissionsOf('platform-operator')].filter((permission) => tenants.test(permission))).toEqual(
      [],
    );
  });

  it('lets no tenant’s role do what is the operator’s', () => {
    const operators: readonly Permission[] = [
      'tenant:create',
      'tenant:approve',
      'tenant:suspend',
      'limits:set',
      'break-glass:approve',
    ];
    const others = roles.filter((role) => role !== 'platform-operator');
    for (const role of others)
      expect(operators.filter((permission) => permissionsOf(role).has(permission))).toEqual([]);
  });

  it('lets no program be one of two pairs of eyes', () => {
    const program = (permission: Permission) =>
      isAllowedTo(
        {
          tenantId: platformTenantId,
          environment: 'live',
          actor: { kind: 'client', id: 'robot' },
          roles,
        },
        permission,
      );
    expect(permissions.filter((permission) => !program(permission)).sort()).toEqual(
      [...forPersonsOnly].sort(),
    );
    expect(
      permissions.filter((permission) => /:(approve|give)$/.test(permission) && program(permission)),
    ).toEqual([]);
    expect(forPersonsOnly.filter(isOpenToKeys)).toEqual([]);
  });

  it('opens to an operator’s access nothing but reading', () => {
    expect(breakGlassScopes.filter((permission) => !permission.endsWith(':read'))).toEqual([]);
    expect(breakGlassScopes.filter((permission) => !permissionsOf('auditor').has(permission))).toEqual([]);
  });

  it('lets nobody who writes products, models or strategies approve them by the same role', () => {
    for (const role of ['product-manager', 'risk-officer', 'developer', 'lender'] as const)
      expect(
        [...permissionsOf(role)].filter((permission) => /approve|approval:give/.test(permission)),
      ).toEqual([]);
  });
});

/** Without what a formatter adds to a table so that its columns stand below one another. */
function unpadded(text: string): string {
  return text.replace(/ +/g, ' ').replace(/-+/g, '-');
}
