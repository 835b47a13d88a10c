/**
 * The states of an application for credit.
 *
 * - `RECEIVED`: written down. Left when its decision begins, or when it is withdrawn.
 * - `DECIDING`: consent, terms, indicators, models and strategy are at work. Left by the decision (→ `APPROVED` or
 *   `DECLINED`), or when it is withdrawn.
 * - `APPROVED`: an offer was made. Final once the offer is accepted; left when the offer expires (→ `EXPIRED`) or the
 *   borrower turns it down (→ `WITHDRAWN`).
 * - `DECLINED`: final, with reasons.
 * - `EXPIRED`: the offer was not accepted in time. Final.
 * - `WITHDRAWN`: the borrower did not want it any more. Final.
 */
import { follow, type TransitionTable } from '../transition/transition-table.js';

export type ApplicationStatus = 'RECEIVED' | 'DECIDING' | 'APPROVED' | 'DECLINED' | 'EXPIRED' | 'WITHDRAWN';

export type ApplicationEvent = 'START_DECIDING' | 'APPROVE' | 'DECLINE' | 'LET_EXPIRE' | 'WITHDRAW';

export const applicationTransitions: TransitionTable<ApplicationStatus, ApplicationEvent> = {
  START_DECIDING: { from: ['RECEIVED'], to: 'DECIDING' },
  APPROVE: { from: ['DECIDING'], to: 'APPROVED' },
  DECLINE: { from: ['DECIDING'], to: 'DECLINED' },
  LET_EXPIRE: { from: ['APPROVED'], to: 'EXPIRED' },
  WITHDRAW: { from: ['RECEIVED', 'DECIDING', 'APPROVED'], to: 'WITHDRAWN' },
};

/** The application's state after an event. Fails with STATE_CONFLICT. */
export function transitionApplication(status: ApplicationStatus, event: ApplicationEvent): ApplicationStatus {
  return follow(applicationTransitions, 'application', status, event);
}
