import { Fault } from '@fanxing/kernel';
import type { CheckedOperation } from '../document-check.js';
import type { TenantTerms } from './tenant-terms.js';

/**
 * What a tenant may still change when its business has stopped, because it is suspended or leaving: what borrowers have a right to,
 * money that comes in, fewer rights for somebody, less credit. Whatever is not named here is refused, so that a new mutation is
 * business until somebody has thought about it. Queries stay as they are.
 */
const staysPossible: ReadonlySet<string> = new Set([
  '__typename',
  // Borrowers' rights have legal deadlines, whatever became of the bank.
  ...['withdrawConsent', 'openSubjectRequest', 'completeSubjectRequest', 'rejectSubjectRequest'],
  ...['setSubjectRequestDeadline', 'replayDecision', 'replayEarlyWarning'],
  // A borrower who pays is heard, and a payment that bounced is undone.
  ...['repay', 'reverseRepayment', 'recordIncomingPayment', 'resolveIncomingPayment', 'refundOverpayment'],
  ...['recordReturnedDebit', 'recordPromiseToPay'],
  // Less credit, less that is taken from accounts, less that is tried.
  ...[
    'freezeCreditLine',
    'closeCreditLine',
    'stopExperiment',
    'cancelBacktest',
    'cancelDrawDown',
    'cancelCollection',
    'revokeMandate',
  ],
  // A bank takes its data along; what approving lets through is refused or not by itself.
  ...['requestTenantArchive', 'approveOperation'],
  // Whoever finds a door open may close it.
  ...['disableUser', 'endUserSessions', 'resetUserPassword', 'disableClient', 'deleteClient'],
  ...['rotateClientSecret', 'revokeApiKey', 'rotateApiKey', 'rotateKey', 'endBreakGlass', 'rejectOperation'],
]);

/** Fails with TENANT_NOT_ACTIVE for a change that a tenant without business may not make. */
export function mustStayPossible(
  { isMutation, rootFields }: Pick<CheckedOperation, 'isMutation' | 'rootFields'>,
  { stoppedAs }: Pick<TenantTerms, 'stoppedAs'>,
): void {
  if (stoppedAs === null || !isMutation || rootFields.every((field) => staysPossible.has(field))) return;
  throw new Fault('TENANT_NOT_ACTIVE', { status: stoppedAs });
}
