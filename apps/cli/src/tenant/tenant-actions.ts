import { randomUUID } from 'node:crypto';
import { printJson, printLine } from '../output.js';
import { askAsOperator, type OperatorOptions } from './operator-api.js';

interface Shown {
  readonly id: string;
  readonly slug: string;
  readonly status: string;
  readonly name: string;
}

/** What may be done with one tenant, by its mutation: what its input needs, and what is shown of the answer. */
const mutations = {
  approve: {
    name: 'approveTenant',
    selection: 'tenant { id status } signIns { environment username temporaryPassword }',
  },
  reject: { name: 'rejectTenant', selection: 'id status rejection' },
  suspend: { name: 'suspendTenant', selection: 'id status' },
  resume: { name: 'resumeTenant', selection: 'id status' },
  offboard: { name: 'offboardTenant', selection: 'id status graceDays forced' },
  confirm: { name: 'confirmOffboarding', selection: 'id status eraseAfter' },
  cancel: { name: 'cancelOffboarding', selection: 'id status' },
  move: { name: 'moveTenant', selection: 'id status isolation' },
} as const;

export type TenantAction = keyof typeof mutations;

/** Those whose input has a key; whoever runs the command again asks again. */
const keyed: readonly TenantAction[] = ['approve', 'offboard', 'move'];

export async function listTenants(options: OperatorOptions): Promise<void> {
  const all: Shown[] = [];
  for (let after: string | null = null; ;) {
    const { tenants }: TenantsPage = await askAsOperator<TenantsPage>(
      options,
      'query ($after: String) { tenants(first: 100, after: $after) { edges { node { id slug status name } } pageInfo { hasNextPage endCursor } } }',
      { after },
    );
    all.push(...tenants.edges.map(({ node }) => node));
    if (!tenants.pageInfo.hasNextPage) break;
    after = tenants.pageInfo.endCursor;
  }
  if (options.json) printJson({ tenants: all });
  else
    for (const { id, slug, status, name } of all) printLine(`${id}  ${status.padEnd(11)}  ${slug}  ${name}`);
}

interface TenantsPage {
  readonly tenants: {
    readonly edges: readonly { readonly node: Shown }[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
}

export async function showTenant(id: string, options: OperatorOptions): Promise<void> {
  const { tenant } = await askAsOperator<{ tenant: unknown }>(
    options,
    `query ($id: ID!) { tenant(id: $id) { id slug name status rejection currency timeZone createdAt
       provisioning { isDone steps { environment name status attempts failure at } } } }`,
    { id },
  );
  printJson(tenant);
}

/** How a tenant leaves, with where its export is: the tenant itself may be gone. */
export async function showExport(id: string, options: OperatorOptions): Promise<void> {
  const { offboarding } = await askAsOperator<{ offboarding: unknown }>(
    options,
    `query ($id: ID!) { offboarding(tenantId: $id) { status eraseAfter exports { environment folder rows sha256 }
       certificate certificateSignature } }`,
    { id },
  );
  printJson(offboarding);
}

export async function changeTenant(
  action: TenantAction,
  tenantId: string,
  more: Readonly<Record<string, unknown>>,
  options: OperatorOptions,
): Promise<void> {
  const { name, selection } = mutations[action];
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const input = {
    tenantId,
    ...more,
    ...(keyed.includes(action) && { idempotencyKey: `cli ${randomUUID()}` }),
  };
  const answer = await askAsOperator<Record<string, unknown>>(
    options,
    `mutation ($input: ${type}!) { ${name}(input: $input) { ${selection} } }`,
    { input },
  );
  printJson(answer[name]);
}
