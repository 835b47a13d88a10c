import { z } from 'zod';
import { dayCounts } from '../day-count/day-count.js';

const text = z.string({ error: 'it is missing or not a text' });

function oneOf<const Names extends readonly string[]>(names: Names) {
  return z.enum(names, { error: `it must be one of ${names.join(', ')}` });
}

function wholeNumber(lowest: number, highest: number) {
  const error = `it must be a whole number from ${lowest} to ${highest}`;
  return z.int({ error }).min(lowest, { error }).max(highest, { error });
}

/** Names the field that nobody knows, and those that are known. */
function objectOf<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `there is no field "${issue.keys.join('", "')}": there are ${Object.keys(shape).join(', ')}`
        : `it must be an object with ${Object.keys(shape).join(', ')}`,
  });
}

const fee = objectOf({
  name: text.optional(),
  charged: oneOf(['disbursement', 'principal', 'instalment']),
  amount: text.optional(),
  rate: text.optional(),
});

const holidays = objectOf({
  convention: oneOf(['following', 'modified-following', 'preceding']),
  calendar: oneOf(['CN']).optional(),
  weekend: z.array(wholeNumber(1, 7)).max(6).optional(),
  dates: z.array(text).default([]),
  workdays: z.array(text).default([]),
  knownUntil: text.optional(),
});

/** What a schedule's terms look like as JSON; values are read by `parseScheduleTerms`. */
export const scheduleTermsShape = objectOf({
  principal: text,
  currency: text,
  annualRate: text.optional(),
  dailyRate: text.optional(),
  dayCount: z.enum(dayCounts, { error: `it must be one of ${dayCounts.join(', ')}` }).default('ACT/365'),
  method: oneOf([
    'equal-instalment',
    'equal-principal',
    'interest-only',
    'bullet',
    'flat',
    'balloon',
    'step-up',
  ]),
  periods: wholeNumber(1, 1_200),
  every: objectOf({ unit: oneOf(['day', 'week', 'month']), count: wholeNumber(1, 366) }),
  disbursedOn: text,
  firstDueOn: text.optional(),
  interest: oneOf(['daily', 'periodic']).default('daily'),
  graceOnPrincipal: wholeNumber(0, 1_200).default(0),
  graceOnInterest: wholeNumber(0, 1_200).default(0),
  moratorium: wholeNumber(0, 1_200).default(0),
  fees: z.array(fee).max(50).default([]),
  rateChanges: z
    .array(objectOf({ from: text, annualRate: text.optional(), dailyRate: text.optional() }))
    .max(1_200)
    .default([]),
  instalmentMultipleOf: text.optional(),
  rounding: oneOf(['half-up', 'half-even', 'down', 'up']).default('half-up'),
  remainder: oneOf(['last', 'first']).default('last'),
  holidays: holidays.optional(),
  balloon: text.optional(),
  step: objectOf({ rate: text, everyInstalments: wholeNumber(1, 1_200) }).optional(),
}).refine(({ annualRate, dailyRate }) => (annualRate === undefined) !== (dailyRate === undefined), {
  error: 'there is either annualRate or dailyRate',
  path: ['annualRate'],
});
