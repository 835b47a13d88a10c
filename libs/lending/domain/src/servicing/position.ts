import { owedOf, type ServicedLoan } from './serviced-loan.js';

/** Accounts that a loan stands in. The chart of the ledger says what each is. */
export const loanAccounts = {
  funding: '1001',
  principal: '1301',
  interest: '1311',
  fees: '1321',
  penalties: '1331',
  allowance: '1391',
  overpaid: '2202',
  interestIncome: '6011',
  feeIncome: '6021',
  penaltyIncome: '6031',
  losses: '6711',
} as const;

export type LoanAccountCode = (typeof loanAccounts)[keyof typeof loanAccounts];

/** What stands in each account for a loan, or what moves there: debits above zero, credits below. Sums to zero; no zeroes in it. */
export type Movement = ReadonlyMap<LoanAccountCode, bigint>;

/**
 * What the books must hold for a loan as it stands. Every entry of servicing is the difference between two of these, so the sub-ledger and
 * the ledger can not part, and a reversal is a new entry like any other.
 *
 * While interest is no income, and once a loan is written off, interest, fees and penalties stand in the books only as far as they are paid. A
 * loan written off has no principal in the books; what of it is not recovered is the loss. A provision is set aside in 1391 against 6711.
 */
export function positionOf(loan: ServicedLoan): Movement {
  const owed = owedOf(loan);
  const isWrittenOff = loan.status === 'WRITTEN_OFF';
  const isOffBook = loan.standing.nonAccrual || isWrittenOff;
  const inBook = (minor: bigint): bigint => (isOffBook ? 0n : minor);
  const { provisionMinor } = loan.standing;
  const position = new Map<LoanAccountCode, bigint>([
    [loanAccounts.principal, isWrittenOff ? 0n : owed.principalMinor],
    [loanAccounts.interest, inBook(owed.interestMinor)],
    [loanAccounts.fees, inBook(owed.feeMinor)],
    [loanAccounts.penalties, inBook(owed.penaltyMinor)],
    [loanAccounts.allowance, isWrittenOff ? 0n : -provisionMinor],
    [loanAccounts.overpaid, -loan.creditMinor],
    [
      loanAccounts.interestIncome,
      -(loan.interestPaidMinor + loan.capitalisedMinor + inBook(owed.interestMinor)),
    ],
    [loanAccounts.feeIncome, -(loan.feePaidMinor + inBook(owed.feeMinor))],
    [loanAccounts.penaltyIncome, -(loan.penaltyPaidMinor + inBook(owed.penaltyMinor))],
    [loanAccounts.losses, isWrittenOff ? owed.principalMinor : provisionMinor],
  ]);
  let sum = 0n;
  for (const minor of position.values()) sum += minor;
  position.set(loanAccounts.funding, -sum);
  return position;
}

/** What moves from one position to another, without interest income of `interestMinor` that is booked by itself. */
export function movementBetween(before: Movement, after: Movement, interestMinor = 0n): Movement {
  const movement = new Map<LoanAccountCode, bigint>();
  for (const [code, minor] of after) {
    const apart =
      code === loanAccounts.interest
        ? interestMinor
        : code === loanAccounts.interestIncome
          ? -interestMinor
          : 0n;
    const moved = minor - (before.get(code) ?? 0n) - apart;
    if (moved !== 0n) movement.set(code, moved);
  }
  return movement;
}
