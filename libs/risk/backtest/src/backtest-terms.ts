import { Fault, formatRate, parseRate, type Rate } from '@fanxing/kernel';

/** What a backtest assumes where neither the file nor the strategy says it. Shares are decimal fractions. */
export interface BacktestTerms {
  /** How long money is out, in days. */
  readonly termDays: number;
  /** The share of a limit that is drawn. */
  readonly utilisation: Rate;
  /** The share of what is drawn that is outstanding on average: 1 where all is repaid at the end, about 0.5 by instalments. */
  readonly averageBalance: Rate;
  /** The share of what is drawn that a bad outcome loses, where the loss was not recorded. */
  readonly lossGivenDefault: Rate;
  /** What the money itself costs, a year, by 365 days. */
  readonly fundingRate: Rate;
  /** The share of its interest that a bad loan pays before it stops. */
  readonly interestOfBad: Rate;
  /** The price a day, where neither the strategy nor the file has one. */
  readonly dailyRate: Rate;
  /** How outcomes that nobody knows are estimated. */
  readonly inference: 'none' | 'parcelling';
  /** How much worse than known ones at the same probability unknown outcomes are taken to be, as a factor. */
  readonly uplift: Rate;
}

/**
 * The assumptions where nothing else is said. The loss given default is the 45 % of senior unsecured claims (Basel II,
 * paragraph 287), the uplift what decision 0166 found; the others are round and meant to be replaced by the bank's own.
 */
export const defaultTerms = {
  termDays: '365',
  utilisation: '1',
  averageBalance: '1',
  lossGivenDefault: '0.45',
  fundingRate: '0.03',
  interestOfBad: '0',
  dailyRate: '0.0004',
  inference: 'none',
  uplift: '1.3',
} as const satisfies Record<keyof BacktestTerms, string>;

export type TermTexts = Readonly<Partial<Record<keyof BacktestTerms, string | undefined>>>;

/** Terms as texts, each with its default. Fails with INPUT_INVALID at the term that does not fit. */
export function readTerms(given: TermTexts = {}): BacktestTerms {
  const said = (term: keyof BacktestTerms): string => given[term] ?? defaultTerms[term];
  const days = said('termDays');
  if (!/^[1-9]\d{0,4}$/.test(days)) refuse('termDays', days, 'a whole number of days from 1 to 99999');
  const inference = said('inference');
  if (inference !== 'none' && inference !== 'parcelling')
    refuse('inference', inference, 'none or parcelling');
  return {
    termDays: Number(days),
    utilisation: share('utilisation', said('utilisation')),
    averageBalance: share('averageBalance', said('averageBalance')),
    lossGivenDefault: share('lossGivenDefault', said('lossGivenDefault')),
    fundingRate: share('fundingRate', said('fundingRate')),
    interestOfBad: share('interestOfBad', said('interestOfBad')),
    dailyRate: share('dailyRate', said('dailyRate')),
    inference,
    uplift: factor('uplift', said('uplift')),
  };
}

/** The terms as they were read, for whoever looks at the result later. */
export function termsView(terms: BacktestTerms): Record<keyof BacktestTerms, string | number> {
  const { termDays, inference, ...rates } = terms;
  const texts = Object.fromEntries(Object.entries(rates).map(([term, rate]) => [term, formatRate(rate)]));
  return { termDays, inference, ...texts } as Record<keyof BacktestTerms, string | number>;
}

function share(term: string, text: string): Rate {
  const fits = /^(0(\.\d{1,12})?|1(\.0{1,12})?)$/.test(text);
  return fits ? parseRate(text) : refuse(term, text, 'a decimal fraction from 0 to 1, such as 0.45');
}

function factor(term: string, text: string): Rate {
  const fits = /^[1-9](\.\d{1,12})?$/.test(text);
  return fits ? parseRate(text) : refuse(term, text, 'a factor from 1 to 9.99, such as 1.3');
}

function refuse(term: string, text: string, needed: string): never {
  throw new Fault('INPUT_INVALID', { problem: `${term} is "${text.slice(0, 40)}": give ${needed}` }, term);
}
