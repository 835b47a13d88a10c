import { formatMinor, parseCurrency, parseMinor, type CurrencyCode } from '@fanxing/kernel';
import type { ApplicationOutcome } from '@fanxing/lending-contract';

const sums = ['principal', 'principalPaid', 'interestPaid', 'writtenOff', 'recovered'] as const;
type Sum = (typeof sums)[number];

/** Sums of what the books hold of some applications, as decimal texts. */
export type Booked = Readonly<Record<Sum, string>> & {
  readonly applications: number;
  readonly drawn: number;
};

export interface BooksReport {
  readonly currency: string;
  readonly approved: Booked;
  readonly swapOut: Booked;
}

interface Tally {
  applications: number;
  drawn: number;
  readonly minor: Record<Sum, bigint>;
}

/** Adds up what really came of the loans of then, which no term assumes. */
export class BooksTally {
  private readonly byCurrency = new Map<CurrencyCode, Record<'approved' | 'swapOut', Tally>>();

  /** One who was approved then. */
  add(outcome: ApplicationOutcome, isSwapOut: boolean): void {
    const currency = parseCurrency(outcome.currency);
    const tallies = this.byCurrency.get(currency) ?? { approved: nothing(), swapOut: nothing() };
    this.byCurrency.set(currency, tallies);
    for (const tally of isSwapOut ? [tallies.approved, tallies.swapOut] : [tallies.approved]) {
      tally.applications += 1;
      if (outcome.loans > 0) tally.drawn += 1;
      for (const sum of sums) tally.minor[sum] += parseMinor(outcome[sum], currency);
    }
  }

  report(): BooksReport[] {
    return [...this.byCurrency]
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([currency, { approved, swapOut }]) => ({
        currency,
        approved: booked(approved, currency),
        swapOut: booked(swapOut, currency),
      }));
  }
}

function nothing(): Tally {
  const minor = { principal: 0n, principalPaid: 0n, interestPaid: 0n, writtenOff: 0n, recovered: 0n };
  return { applications: 0, drawn: 0, minor };
}

function booked({ applications, drawn, minor }: Tally, currency: CurrencyCode): Booked {
  const texts = sums.map((sum) => [sum, formatMinor(minor[sum], currency)] as const);
  return { applications, drawn, ...(Object.fromEntries(texts) as Record<Sum, string>) };
}
