/**
 * The states of a credit line.
 *
 * - `ACTIVE`: can be drawn until the day before `expiresOn`. Entered when an offer is accepted.
 * - `FROZEN`: can not be drawn for the time being; repayments still come in. Left by unfreezing it, or for good.
 * - `EXPIRED`: its time is over; what is drawn is still to be repaid. Final but for closing.
 * - `CLOSED`: ended by the bank or the borrower. Final.
 */
import { follow, type TransitionTable } from '../transition/transition-table.js';

export type LineStatus = 'ACTIVE' | 'FROZEN' | 'EXPIRED' | 'CLOSED';

export type LineEvent = 'FREEZE' | 'UNFREEZE' | 'LET_EXPIRE' | 'CLOSE';

export const lineTransitions: TransitionTable<LineStatus, LineEvent> = {
  FREEZE: { from: ['ACTIVE'], to: 'FROZEN' },
  UNFREEZE: { from: ['FROZEN'], to: 'ACTIVE' },
  LET_EXPIRE: { from: ['ACTIVE', 'FROZEN'], to: 'EXPIRED' },
  CLOSE: { from: ['ACTIVE', 'FROZEN', 'EXPIRED'], to: 'CLOSED' },
};

/** The line's state after an event. Fails with STATE_CONFLICT. */
export function transitionLine(status: LineStatus, event: LineEvent): LineStatus {
  return follow(lineTransitions, 'credit line', status, event);
}
