import { Fault, parseRate } from '@fanxing/kernel';
import { z } from 'zod';

const decimal = z.string().regex(/^\d{1,17}(\.\d{1,12})?$/, { error: 'it must be a decimal number as text' });
const share = decimal.refine((text) => parseRate(text).units <= parseRate('1').units, {
  error: 'it must be from 0 to 1: 0.25 is 25 %',
});
const dailyRate = decimal.refine((text) => parseRate(text).units <= parseRate('0.002').units, {
  error: 'it must be at most 0.002 a day',
});

function count(lowest: number, highest: number) {
  const error = `it must be a whole number from ${lowest} to ${highest}`;
  return z.int({ error }).min(lowest, { error }).max(highest, { error });
}

function growing(length: { min: number; max: number }) {
  return z
    .array(count(1, 3_660))
    .min(length.min)
    .max(length.max)
    .refine((days) => days.every((day, index) => index === 0 || day > (days[index - 1] ?? 0)), {
      error: 'each must be above the one before it',
    });
}

const methods = [
  'EQUAL_INSTALMENT',
  'EQUAL_PRINCIPAL',
  'INTEREST_ONLY',
  'BULLET',
  'FLAT',
  'BALLOON',
  'STEP_UP',
] as const;

const daysInUnit = { DAY: 1, WEEK: 7, MONTH: 28 } as const;

const repaymentShape = z
  .strictObject({
    method: z.enum(methods),
    periods: count(1, 360),
    every: z.strictObject({ unit: z.enum(['DAY', 'WEEK', 'MONTH']), count: count(1, 366) }),
    interest: z.enum(['DAILY', 'PERIODIC']).nullish(),
    dayCount: z.enum(['ACT/365', 'ACT/360', 'ACT/364', 'ACT/ACT-ISDA', '30/360', '30E/360']).nullish(),
    graceOnPrincipal: count(0, 359).nullish(),
    graceOnInterest: count(0, 359).nullish(),
    moratorium: count(0, 359).nullish(),
    dueDay: count(1, 28).nullish(),
    firstPeriodMinDays: count(0, 92).nullish(),
    holidays: z
      .strictObject({
        calendar: z.string().regex(/^[A-Z0-9-]{2,20}$/, { error: 'it must be 2 to 20 of A–Z, 0–9 and dash' }),
        convention: z.enum(['FOLLOWING', 'MODIFIED_FOLLOWING', 'PRECEDING']),
      })
      .nullish(),
    remainder: z.enum(['FIRST', 'LAST']).nullish(),
    feeAmount: decimal.nullish(),
    feeRate: share.nullish(),
    instalmentMultipleOf: decimal.nullish(),
    balloonRate: share.nullish(),
    step: z.strictObject({ rate: share, everyInstalments: count(1, 360) }).nullish(),
  })
  .refine(({ method, step }) => (method === 'STEP_UP') === Boolean(step), {
    error: 'step is given with STEP_UP, and only with it',
    path: ['step'],
  })
  .refine(({ method, balloonRate }) => (method === 'BALLOON') === Boolean(balloonRate), {
    error: 'balloonRate is given with BALLOON, and only with it',
    path: ['balloonRate'],
  })
  .refine(({ balloonRate }) => !balloonRate || parseRate(balloonRate).units < parseRate('1').units, {
    error: 'it must leave something for the instalments',
    path: ['balloonRate'],
  })
  .refine(({ feeAmount, feeRate }) => !feeAmount || !feeRate, {
    error: 'a fee has either an amount or a rate',
    path: ['feeRate'],
  })
  .refine(({ graceOnPrincipal, periods }) => (graceOnPrincipal ?? 0) < periods, {
    error: 'it must leave one instalment',
    path: ['graceOnPrincipal'],
  })
  .refine(({ graceOnInterest, periods }) => (graceOnInterest ?? 0) < periods, {
    error: 'it must leave one instalment',
    path: ['graceOnInterest'],
  })
  .refine(({ moratorium, periods }) => (moratorium ?? 0) < periods, {
    error: 'it must leave one instalment',
    path: ['moratorium'],
  })
  .refine(({ method, ...grace }) => method !== 'BULLET' || sumOfGrace(grace) === 0, {
    error: 'a bullet loan has one instalment, so there is nothing to grant grace on',
    path: ['method'],
  })
  .refine(
    ({ dueDay, every }) => !dueDay || every.unit === 'MONTH' || (every.unit === 'WEEK' && dueDay <= 7),
    {
      error: 'it is a day of the month (1 to 28) or of the week (1 to 7), as the frequency is',
      path: ['dueDay'],
    },
  )
  .refine(({ holidays, every: { unit, count: times } }) => !holidays || times * daysInUnit[unit] >= 15, {
    error: 'due days closer than 15 days would meet behind a long holiday',
    path: ['holidays'],
  })
  .refine(({ dueDay, firstPeriodMinDays }) => Boolean(dueDay) || !firstPeriodMinDays, {
    error: 'it is given with a dueDay, and only with it',
    path: ['firstPeriodMinDays'],
  });

function sumOfGrace(terms: {
  graceOnPrincipal?: number | null | undefined;
  graceOnInterest?: number | null | undefined;
  moratorium?: number | null | undefined;
}): number {
  return (terms.graceOnPrincipal ?? 0) + (terms.graceOnInterest ?? 0) + (terms.moratorium ?? 0);
}

const upfrontFeesShape = z
  .array(
    z
      .strictObject({
        name: z.string().trim().min(1).max(60),
        charged: z.enum(['DEDUCTED', 'ADDED']),
        amount: decimal.nullish(),
        rate: share.nullish(),
      })
      .refine(({ amount, rate }) => Boolean(amount) !== Boolean(rate), {
        error: 'a fee has either an amount or a rate',
        path: ['rate'],
      })
      .refine(({ rate }) => !rate || parseRate(rate).units < parseRate('1').units, {
        error: 'it must leave something of the loan',
        path: ['rate'],
      }),
  )
  .max(10);

const parts = ['PENALTY', 'FEE', 'INTEREST', 'PRINCIPAL'] as const;

const servicingShape = z.strictObject({
  penalty: z
    .strictObject({
      dailyRate,
      compounding: z.enum(['SIMPLE', 'COMPOUND']).nullish(),
      graceDays: count(0, 90).nullish(),
      capRate: share.nullish(),
    })
    .nullish(),
  allocationOrder: z
    .array(z.enum(parts))
    .refine((order) => order.length === parts.length && new Set(order).size === parts.length, {
      error: `it must name each of ${parts.join(', ')} once`,
    })
    .nullish(),
  allocationBy: z.enum(['INSTALMENT', 'KIND']).nullish(),
  prepayment: z.enum(['RECOMPUTE', 'SHORTEN']).nullish(),
  overpayment: z.enum(['REFUSE', 'KEEP']).nullish(),
  bucketFromDays: growing({ min: 1, max: 12 }).nullish(),
  tierFromDays: growing({ min: 4, max: 4 }).nullish(),
  watchDays: count(0, 1_096).nullish(),
  nonAccrualAfterDays: count(1, 366).nullish(),
  provisioning: z
    .strictObject({
      basis: z.enum(['NONE', 'TIER', 'EXPECTED_LOSS']),
      tierRates: z.array(share).length(5).nullish(),
      stagePd: z.array(share).length(3).nullish(),
      lgd: share.nullish(),
    })
    .nullish(),
});

/** How drawdowns come back in instalments. Rates and amounts are decimal strings; what each field does: `lending-domain`. */
export type RepaymentTerms = z.infer<typeof repaymentShape>;

/** What is charged for paying a loan out. */
export type UpfrontFees = z.infer<typeof upfrontFeesShape>;

/** What happens to money that comes late, early or beyond the debt. */
export type ServicingTerms = z.infer<typeof servicingShape>;

/** Reads these parts of a product's terms, each of which may be left out. Fails with INPUT_INVALID and the field's path. */
export function parseServicing(
  fields: Readonly<Record<string, unknown>>,
  path: string,
): { upfrontFees?: UpfrontFees; repayment?: RepaymentTerms; servicing?: ServicingTerms } {
  const upfrontFees = read(upfrontFeesShape, fields['upfrontFees'], `${path}.upfrontFees`);
  const repayment = read(repaymentShape, fields['repayment'], `${path}.repayment`);
  const servicing = read(servicingShape, fields['servicing'], `${path}.servicing`);
  return {
    ...(upfrontFees && upfrontFees.length > 0 ? { upfrontFees } : {}),
    ...(repayment ? { repayment } : {}),
    ...(servicing ? { servicing } : {}),
  };
}

function read<Shape extends z.ZodType>(
  shape: Shape,
  value: unknown,
  path: string,
): z.infer<Shape> | undefined {
  if (value === undefined || value === null) return undefined;
  const result = shape.safeParse(plain(value));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const where = [path, ...(issue?.path ?? []).map(String)].join('.');
  throw new Fault('INPUT_INVALID', { problem: issue?.message ?? 'it is not an object' }, where);
}

/** What a GraphQL server hands over has no prototype. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, plain(part)]));
}
