import { Fault, parseRate, type Rate } from '@fanxing/kernel';

/** The parts of a debt that money can go to. */
export type OwedPart = 'penalty' | 'fee' | 'interest' | 'principal';

export const owedParts: readonly OwedPart[] = ['penalty', 'fee', 'interest', 'principal'];

/** What is added on what is overdue, for each day past the grace. */
export interface PenaltyRule {
  /** On top of the loan's own interest. */
  readonly dailyRate: Rate;
  /**
   * `SIMPLE`: on overdue principal. `COMPOUND`: on overdue interest as well (复利). A penalty itself never bears one. Which of the two
   * a bank may agree on, and at what rate, is for its regulator to say; here it is a term of the product.
   */
  readonly compounding: 'SIMPLE' | 'COMPOUND';
  /** So many days after the due day are free. */
  readonly graceDays: number;
  /** All penalties of a loan together are at most this part of what was lent. */
  readonly capRate: Rate | null;
}

export const tiers = ['NORMAL', 'SPECIAL_MENTION', 'SUBSTANDARD', 'DOUBTFUL', 'LOSS'] as const;

/** 正常、关注、次级、可疑、损失. */
export type Tier = (typeof tiers)[number];

/** Twelve months' expected loss, that of the whole life, and credit-impaired: as IFRS 9 and CAS 22 have them. */
export type Stage = 1 | 2 | 3;

export type ProvisionRule =
  | { readonly basis: 'NONE' }
  /** A part of the outstanding principal for each tier. */
  | { readonly basis: 'TIER'; readonly rates: Readonly<Record<Tier, Rate>> }
  /** PD × LGD × EAD; EAD is what stands in the books as owed. */
  | { readonly basis: 'EXPECTED_LOSS'; readonly pd: Readonly<Record<Stage, Rate>>; readonly lgd: Rate };

/** How a loan is looked after once it is paid out: the part of a product's terms that is about that. */
export interface ServicingRules {
  readonly penalty: PenaltyRule | null;
  readonly order: readonly OwedPart[];
  /** All parts of the oldest instalment first, or one part over all instalments first. */
  readonly by: 'INSTALMENT' | 'KIND';
  /** What early principal does to the instalments that are left: smaller ones, or fewer. */
  readonly prepayment: 'RECOMPUTE' | 'SHORTEN';
  /** Whether more than is owed is kept for the borrower or refused. */
  readonly overpayment: 'REFUSE' | 'KEEP';
  /** From how many days past due on a loan is in M1, M2 …; the last bucket has no end. */
  readonly bucketFromDays: readonly number[];
  /** From how many days past due on a loan is in each tier but NORMAL. */
  readonly tierFromDays: readonly [number, number, number, number];
  /** A restructured loan is at least SPECIAL_MENTION for so many days. */
  readonly watchDays: number;
  /** Past so many days overdue, interest is no income any more until it is paid. Null: it always is. */
  readonly nonAccrualAfterDays: number | null;
  readonly provision: ProvisionRule;
}

/** The rules as JSON: rates are decimal strings; whatever is left out is as {@link defaultRules} has it. */
export interface ServicingRulesJson {
  readonly penalty?:
    | {
        readonly dailyRate: string;
        readonly compounding?: PenaltyRule['compounding'] | null | undefined;
        readonly graceDays?: number | null | undefined;
        readonly capRate?: string | null | undefined;
      }
    | null
    | undefined;
  readonly allocationOrder?: readonly string[] | null | undefined;
  readonly allocationBy?: ServicingRules['by'] | null | undefined;
  readonly prepayment?: ServicingRules['prepayment'] | null | undefined;
  readonly overpayment?: ServicingRules['overpayment'] | null | undefined;
  readonly bucketFromDays?: readonly number[] | null | undefined;
  readonly tierFromDays?: readonly number[] | null | undefined;
  readonly watchDays?: number | null | undefined;
  readonly nonAccrualAfterDays?: number | null | undefined;
  readonly provisioning?:
    | {
        readonly basis: 'NONE' | 'TIER' | 'EXPECTED_LOSS';
        readonly tierRates?: readonly string[] | null | undefined;
        readonly stagePd?: readonly string[] | null | undefined;
        readonly lgd?: string | null | undefined;
      }
    | null
    | undefined;
}

/**
 * What a product that says nothing of servicing has: no penalty, no provisions, interest always income. Days of the tiers: 商业银行金融
 * 资产风险分类办法 (银保监会、人民银行令〔2023〕第1号, in force since 2023-07-01) — overdue at all, more than 90, 270 and 360 days. A year
 * of watching after a restructure is a default that a bank sets otherwise by the product's terms.
 */
export const defaultRules: ServicingRules = {
  penalty: null,
  order: owedParts,
  by: 'INSTALMENT',
  prepayment: 'RECOMPUTE',
  overpayment: 'REFUSE',
  bucketFromDays: [1, 31, 61, 91, 121, 151, 181],
  tierFromDays: [1, 91, 271, 361],
  watchDays: 365,
  nonAccrualAfterDays: null,
  provision: { basis: 'NONE' },
};

/** 1 % in general and 2, 25, 50, 100 % by tier, as Chinese banks commonly provide: a default that a bank sets otherwise. */
const usualTierRates = ['0.01', '0.02', '0.25', '0.5', '1'];

/** Reads rules from JSON that the product service has checked. Fails with INPUT_INVALID or RATE_MALFORMED all the same. */
export function parseServicingRules(json: ServicingRulesJson | null | undefined): ServicingRules {
  if (!json) return defaultRules;
  const order = (json.allocationOrder ?? owedParts).map((part) => part.toLowerCase() as OwedPart);
  if (order.length !== owedParts.length || !owedParts.every((part) => order.includes(part)))
    throw new Fault('INPUT_INVALID', { problem: `the order names each of ${owedParts.join(', ')} once` });
  const [mention = 1, substandard = 91, doubtful = 271, loss = 361] = json.tierFromDays ?? [];
  return {
    penalty: penaltyOf(json.penalty),
    order,
    by: json.allocationBy ?? defaultRules.by,
    prepayment: json.prepayment ?? defaultRules.prepayment,
    overpayment: json.overpayment ?? defaultRules.overpayment,
    bucketFromDays: json.bucketFromDays ?? defaultRules.bucketFromDays,
    tierFromDays: [mention, substandard, doubtful, loss],
    watchDays: json.watchDays ?? defaultRules.watchDays,
    nonAccrualAfterDays: json.nonAccrualAfterDays ?? null,
    provision: provisionOf(json.provisioning),
  };
}

function penaltyOf(json: ServicingRulesJson['penalty']): PenaltyRule | null {
  if (!json) return null;
  return {
    dailyRate: parseRate(json.dailyRate),
    compounding: json.compounding ?? 'SIMPLE',
    graceDays: json.graceDays ?? 0,
    capRate: json.capRate ? parseRate(json.capRate) : null,
  };
}

function provisionOf(json: ServicingRulesJson['provisioning']): ProvisionRule {
  if (!json || json.basis === 'NONE') return { basis: 'NONE' };
  if (json.basis === 'TIER') {
    const rates = (json.tierRates ?? usualTierRates).map((rate) => parseRate(rate));
    const rateOf = (tier: Tier): Rate => rates[tiers.indexOf(tier)] ?? parseRate('1');
    return {
      basis: 'TIER',
      rates: {
        NORMAL: rateOf('NORMAL'),
        SPECIAL_MENTION: rateOf('SPECIAL_MENTION'),
        SUBSTANDARD: rateOf('SUBSTANDARD'),
        DOUBTFUL: rateOf('DOUBTFUL'),
        LOSS: rateOf('LOSS'),
      },
    };
  }
  const [first = '0.01', second = '0.1', third = '1'] = json.stagePd ?? [];
  const pd = { 1: parseRate(first), 2: parseRate(second), 3: parseRate(third) } as const;
  return { basis: 'EXPECTED_LOSS', pd, lgd: parseRate(json.lgd ?? '0.45') };
}
