import { Fault } from '@fanxing/kernel';
import { z } from 'zod';
import type { Scorecard, ScorecardCharacteristic } from './scorecard.js';

/**
 * Reads a scorecard that came from outside. Fails with MODEL_INVALID, which names the first thing wrong and where: a
 * key that is missing or unknown, a figure that is not finite, ranges that leave a gap.
 */
export function validateScorecard(json: unknown): Scorecard {
  const parsed = scorecardSchema.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    refuse(`${issue?.path.join('.') || 'the document'}: ${issue?.message ?? 'not a scorecard'}`);
  }
  const model: Scorecard = parsed.data;
  const names = new Set<string>();
  for (const characteristic of model.characteristics) {
    if (names.has(characteristic.name)) refuse(`characteristic ${characteristic.name} stands twice`);
    names.add(characteristic.name);
    checkBins(characteristic);
  }
  return model;
}

const finite = z.number();
const count = z.number().int().nonnegative();
const measure = finite.nullable();

const matchSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('range'), from: finite.nullable(), to: finite.nullable() }),
  z.strictObject({ kind: z.literal('values'), values: z.array(z.string()).min(1) }),
  z.strictObject({ kind: z.literal('other') }),
  z.strictObject({ kind: z.literal('missing') }),
]);

const binSchema = z.strictObject({
  label: z.string(),
  match: matchSchema,
  rows: count,
  bads: count,
  weightOfEvidence: finite,
  points: finite,
});

const scorecardSchema = z.strictObject({
  format: z.literal('fanxing-scorecard/1'),
  trained: z.strictObject({ rows: count, bads: count, seed: finite }),
  scaling: z.strictObject({
    score: finite,
    odds: z.number().positive(),
    pointsToDouble: z.number().positive(),
  }),
  basePoints: finite,
  characteristics: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        type: z.enum(['numeric', 'text']),
        informationValue: finite,
        coefficient: finite,
        bins: z.array(binSchema).min(1),
      }),
    )
    .max(1_000),
  quality: z.strictObject({ auc: measure, ks: measure, gini: measure, brier: measure, logLoss: measure }),
  warnings: z.array(z.string()),
});

/** Every value must find exactly one bin: ranges follow on each other from −∞ to ∞, texts stand once. */
function checkBins({ name, type, bins }: ScorecardCharacteristic): void {
  const where = `characteristic ${name}`;
  for (const kind of ['missing', 'other'] as const) {
    if (bins.filter(({ match }) => match.kind === kind).length > 1)
      refuse(`${where} has two bins for ${kind}`);
  }
  const foreign = type === 'numeric' ? ['values', 'other'] : ['range'];
  const wrong = bins.find(({ match }) => foreign.includes(match.kind));
  if (wrong) refuse(`${where} is ${type} but has the bin "${wrong.label}" of kind ${wrong.match.kind}`);
  const values = bins.flatMap(({ match }) => (match.kind === 'values' ? match.values : []));
  if (new Set(values).size < values.length) refuse(`${where} has a text in two bins`);
  let reached: number | null = null;
  let isFirst = true;
  for (const { match, label } of bins) {
    if (match.kind !== 'range') continue;
    if (match.from !== reached || (!isFirst && match.from === null)) {
      refuse(`${where}: the range "${label}" does not begin where the one before ends`);
    }
    if (match.from !== null && match.to !== null && match.to <= match.from)
      refuse(`${where}: the range "${label}" is empty`);
    reached = match.to;
    isFirst = false;
  }
  if (reached !== null) refuse(`${where}: values from ${reached} have no bin`);
}

function refuse(problem: string): never {
  throw new Fault('MODEL_INVALID', { problem: problem.slice(0, 300) });
}
