import type { AccountEvidence } from '../account/account-evidence.js';
import { playedPayments } from '../simulate/play.js';
import { simulateWorld, type WorldOptions } from '../simulate/payment-world.js';
import { individualRoles, type Role } from '../simulate/town.js';
import { AccountClassifier } from './account-classifier.js';

export interface SimulatedAccount {
  readonly evidence: AccountEvidence;
  readonly role: Role;
  readonly isMerchant: boolean;
}

/**
 * The accounts of a simulated town that paid or were paid at all, with what they truly are. Employers' payrolls are left out: hundreds of
 * payments out and hardly any in are neither a merchant's nor a person's, and the two words are all that there is to say.
 */
export function simulatedAccounts(options: WorldOptions): SimulatedAccount[] {
  const { payments: rows, roles } = simulateWorld(options);
  const payments = playedPayments(rows);
  const classifier = new AccountClassifier(payments);
  return Array.from({ length: payments.accounts }, (_, account) => {
    const role = roles.get(payments.idOf(account))!;
    return { evidence: classifier.evidence(account), role, isMerchant: !individualRoles.has(role) };
  }).filter(({ role }) => role !== 'employer');
}

/** Towns of several sizes, times and habits: what the model is fitted to. Tests use other seeds. */
export const fittingWorlds: readonly WorldOptions[] = [
  { seed: 1, individuals: 600, days: 60 },
  { seed: 2, individuals: 600, days: 30, sociability: 2, choice: 4 },
  { seed: 3, individuals: 600, days: 14, choice: 3, loners: 0.3 },
  { seed: 4, individuals: 600, days: 90, sociability: 0.5, choice: 2 },
  { seed: 5, individuals: 600, days: 7 },
  { seed: 6, individuals: 600, days: 30, choice: 8, loners: 0.5 },
];
