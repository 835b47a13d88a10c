import { Fault, formatMinor, maxMinor, minMinor, type BusinessDate, type Rounding } from '@fanxing/kernel';
import { roundInterest, unitsPerMinor } from '../accrual/accrue-days.js';
import type { ChangedLoan } from './change-loan.js';
import { closeDays } from './close-days.js';
import { isOwed, unpaid, type InstalmentDue } from './instalment-due.js';
import { mustBeOutstanding, settled, type ServicedLoan } from './serviced-loan.js';
import { afterPayment } from './take-repayment.js';

/** What a bank lets a borrower off (减免), in minor units. Principal is never waived: it is written off. */
export interface Waiver {
  readonly interestMinor: bigint;
  readonly feeMinor: bigint;
  readonly penaltyMinor: bigint;
}

const parts = ['interest', 'fee', 'penalty'] as const;
type WaivedPart = (typeof parts)[number];

/** The most that can be waived on day `on`: what has fallen due and is not paid; of a loan by the day, all that it has earned. */
export function waivableOf(loan: ServicedLoan, on: BusinessDate): Waiver {
  const owed = closeDays(loan, on).loan.instalments.filter((each) => isWaivable(loan, each, on));
  const sum = (part: WaivedPart): bigint => owed.reduce((total, each) => total + unpaid(each, part), 0n);
  return { interestMinor: sum('interest'), feeMinor: sum('fee'), penaltyMinor: sum('penalty') };
}

/**
 * The loan without what is waived, the oldest instalment first. It was owed and is owed no more: income that was booked goes
 * back, the loan may have caught up by it, or be paid off. Fails with STATE_CONFLICT, AMOUNT_NOT_POSITIVE when nothing is waived or
 * WAIVER_EXCEEDS_DEBT.
 */
export function waive(loan: ServicedLoan, waiver: Waiver, on: BusinessDate): ChangedLoan {
  mustBeOutstanding(loan);
  const { loan: closed, days } = closeDays(loan, on);
  mustBeOwed(closed, waiver, on);
  const left: Record<WaivedPart, bigint> = {
    interest: waiver.interestMinor,
    fee: waiver.feeMinor,
    penalty: waiver.penaltyMinor,
  };
  const instalments = closed.instalments.map((each) => {
    if (!isWaivable(closed, each, on)) return each;
    return parts.reduce((instalment, part) => {
      const minor = minMinor(left[part], unpaid(instalment, part));
      left[part] -= minor;
      return minor > 0n ? withoutPart(instalment, part, minor, closed.rounding) : instalment;
    }, each);
  });
  return { loan: afterPayment(settled(withoutInterest({ ...closed, instalments }, waiver)), on), days };
}

function mustBeOwed(loan: ServicedLoan, waiver: Waiver, on: BusinessDate): void {
  const most = waivableOf(loan, on);
  for (const part of parts) {
    const minor = waiver[`${part}Minor`];
    if (minor < 0n) throw new Fault('AMOUNT_NOT_POSITIVE', {}, `input.${part}`);
    if (minor > most[`${part}Minor`]) {
      const { currency } = loan;
      const owed = formatMinor(most[`${part}Minor`], currency);
      throw new Fault('WAIVER_EXCEEDS_DEBT', { part, owed, currency }, `input.${part}`);
    }
  }
  if (parts.every((part) => waiver[`${part}Minor`] === 0n))
    throw new Fault('AMOUNT_NOT_POSITIVE', {}, 'input');
}

function isWaivable({ plan }: ServicedLoan, instalment: InstalmentDue, on: BusinessDate): boolean {
  return !plan || isOwed(instalment, on);
}

function withoutPart(
  instalment: InstalmentDue,
  part: WaivedPart,
  minor: bigint,
  rounding: Rounding,
): InstalmentDue {
  if (part === 'interest') return { ...instalment, interestMinor: instalment.interestMinor - minor };
  if (part === 'fee') return { ...instalment, feeMinor: instalment.feeMinor - minor };
  const penaltyMinor = instalment.penaltyMinor - minor;
  const penaltyUnits = withoutUnits(instalment.penaltyUnits, minor, penaltyMinor, rounding);
  return { ...instalment, penaltyMinor, penaltyUnits };
}

/** The interest of a loan by the day grows in the loan itself, that of a plan in its instalments. */
function withoutInterest(loan: ServicedLoan, { interestMinor }: Waiver): ServicedLoan {
  if (loan.plan) return loan;
  const accruedMinor = loan.accruedMinor - interestMinor;
  const accruedUnits = withoutUnits(loan.accruedUnits, interestMinor, accruedMinor, loan.rounding);
  return { ...loan, accruedMinor, accruedUnits };
}

/**
 * What had been rounded up into a whole minor unit is waived with it; and where the rest would be rounded to another amount than is left
 * (a half, to the even neighbour), it is what is left: no day's end takes back what was earned.
 */
function withoutUnits(units: bigint, minor: bigint, leftMinor: bigint, rounding: Rounding): bigint {
  const left = maxMinor(units - minor * unitsPerMinor, 0n);
  return roundInterest(left, rounding) === leftMinor ? left : leftMinor * unitsPerMinor;
}
