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

const repaymentShape = z
  .strictObject({
    method: z.enum(methods),
    periods: count(1, 360),
    every: z.strictObject({ unit: z.enum(['DAY', 'WEEK', 'MONTH']), count: count(1, 366) }),
    interest: z.enum(['DAILY', 'PERIODIC']).nullish(),
    dayCount: z.enum(['ACT/365', 'ACT/360', 'ACT/364', 'ACT/ACT-ISDA', '30/360', '30E/360']).nullish(),
    graceOnPrincipal: count(0, 359).nullish(),
    graceOnInterest: count(0, 359).nullish(),
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
  });

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

/** What happens to money that comes late, early or beyond the debt. */
export type ServicingTerms = z.infer<typeof servicingShape>;

/** Reads both parts of a product's terms, each of which may be left out. Fails with INPUT_INVALID and the field's path. */
export function parseServicing(
  fields: Readonly<Record<string, unknown>>,
  path: string,
): { repayment?: RepaymentTerms; servicing?: ServicingTerms } {
  const repayment = read(repaymentShape, fields['repayment'], `${path}.repayment`);
  const servicing = read(servicingShape, fields['servicing'], `${path}.servicing`);
  return { ...(repayment ? { repayment } : {}), ...(servicing ? { servicing } : {}) };
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
