import { loanTransitions, transition, type LoanEvent, type LoanStatus } from './loan-status.js';

const allowed: readonly [LoanStatus, LoanEvent, LoanStatus][] = [
  ['PENDING', 'SEND_TO_BANK', 'DISBURSING'],
  ['PENDING', 'REFUSE_DISBURSEMENT', 'FAILED'],
  ['DISBURSING', 'CONFIRM_DISBURSEMENT', 'ACTIVE'],
  ['DISBURSING', 'REFUSE_DISBURSEMENT', 'FAILED'],
  ['ACTIVE', 'MISS_DUE_DATE', 'OVERDUE'],
  ['ACTIVE', 'PAY_OFF', 'CLOSED'],
  ['OVERDUE', 'PAY_OFF', 'CLOSED'],
  ['OVERDUE', 'CATCH_UP', 'ACTIVE'],
  ['OVERDUE', 'WRITE_OFF', 'WRITTEN_OFF'],
];
const statuses: readonly LoanStatus[] = [
  'PENDING',
  'DISBURSING',
  'ACTIVE',
  'OVERDUE',
  'CLOSED',
  'WRITTEN_OFF',
  'FAILED',
];

describe('the states of a loan', () => {
  it.each(allowed)('%s goes by %s to %s', (from, event, to) => {
    expect(transition(from, event)).toBe(to);
  });

  it('refuses every other move, and says which state it would need', () => {
    let refused = 0;
    for (const status of statuses) {
      for (const event of Object.keys(loanTransitions) as LoanEvent[]) {
        if (allowed.some(([from, possible]) => from === status && possible === event)) continue;
        refused += 1;
        expect(() => transition(status, event)).toThrow(
          expect.objectContaining({
            reason: 'STATE_CONFLICT',
            details: { what: 'loan', status, needed: loanTransitions[event].from.join(' or ') },
          }),
        );
      }
    }
    expect(refused).toBe(7 * 7 - allowed.length);
  });
});
