import type { Permission } from './permissions.js';

/** `always`: the service refuses its author. Else whoever may do it waits for another person where the tenant wants that. */
type Rule = 'always' | { readonly onRequestBy: Permission };

/**
 * What needs two persons, in one table. The second kind waits, where the tenant has said so with setFourEyes, for another
 * person's approveOperation. setFourEyes itself waits as soon as anything does, so that nobody alone takes the second pair of
 * eyes away.
 */
export const fourEyesTable = {
  approveTenant: 'always',
  rejectTenant: 'always',
  confirmOffboarding: 'always',
  approveProductVersion: 'always',
  approveBreakGlass: 'always',
  approveOperation: 'always',
  rejectOperation: 'always',
  approveLedgerProposal: 'always',
  publishStrategy: { onRequestBy: 'strategy:publish' },
  publishPipeline: { onRequestBy: 'strategy:publish' },
  startExperiment: { onRequestBy: 'strategy:publish' },
  advanceExperiment: { onRequestBy: 'strategy:publish' },
  publishMonitoring: { onRequestBy: 'strategy:publish' },
  publishModel: { onRequestBy: 'model:publish' },
  publishWordsModel: { onRequestBy: 'model:publish' },
  createClient: { onRequestBy: 'client:create' },
  createUser: { onRequestBy: 'user:create' },
  changeUserRoles: { onRequestBy: 'user:manage' },
  waiveCharges: { onRequestBy: 'loan:manage' },
  writeOffLoan: { onRequestBy: 'loan:manage' },
  restructureLoan: { onRequestBy: 'loan:manage' },
  refundOverpayment: { onRequestBy: 'loan:write' },
  reviewCreditLine: { onRequestBy: 'line:manage' },
  requestTenantArchive: { onRequestBy: 'tenant:export' },
  identifyUser: { onRequestBy: 'user:manage' },
  resetUserPassword: { onRequestBy: 'user:manage' },
  setFourEyes: { onRequestBy: 'four-eyes:set' },
} as const satisfies Record<string, Rule>;

type Table = typeof fourEyesTable;
export type FourEyesAlways = {
  [Name in keyof Table]: Table[Name] extends 'always' ? Name : never;
}[keyof Table];
export type FourEyesOption = {
  [Name in keyof Table]: Table[Name] extends 'always' ? never : Name;
}[keyof Table];

/** What a tenant can ask a second pair of eyes for. */
export const fourEyesOptions = Object.entries(fourEyesTable).flatMap(([name, rule]) =>
  rule === 'always' ? [] : [name as FourEyesOption],
);

/** What waits for another person without being asked to, wherever there is one who could approve it. */
export const waitsWhereverItCan: readonly FourEyesOption[] = ['requestTenantArchive'];

/** Who may ask for such an operation at all. */
export function permissionToAsk(option: FourEyesOption): Permission {
  return fourEyesTable[option].onRequestBy;
}
