import { Fault } from '@fanxing/kernel';
import { outsideShare, type QualityReport } from './quality-report.js';

/** What a rule looks at; shares from 0 to 1. Of a field: COMPLETENESS, OUTSIDE_SHARE (of its numbers), DRIFT. */
export const qualityMeasures = [
  ...['COMPLETENESS', 'OUTSIDE_SHARE', 'DRIFT'],
  ...['DUPLICATE_SHARE', 'OUT_OF_ORDER_SHARE', 'LATE_SHARE', 'FRESHNESS_SECONDS', 'EVENTS'],
] as const;
export type QualityMeasure =
  | 'COMPLETENESS'
  | 'OUTSIDE_SHARE'
  | 'DRIFT'
  | 'DUPLICATE_SHARE'
  | 'OUT_OF_ORDER_SHARE'
  | 'LATE_SHARE'
  | 'FRESHNESS_SECONDS'
  | 'EVENTS';

/** What a bank demands of one kind of events from one source. */
export interface QualityRule {
  readonly kind: string;
  readonly measure: QualityMeasure;
  /** For measures of a field. */
  readonly field: string | null;
  /** Between which numbers a value is not outside. */
  readonly lowest: number | null;
  readonly highest: number | null;
  /** What the measure must reach, or must not exceed; at least one of them. */
  readonly atLeast: number | null;
  readonly atMost: number | null;
}

export interface RuleResult {
  readonly rule: QualityRule;
  /** What was measured; null when there was nothing to measure. */
  readonly value: number | null;
  readonly outcome: 'PASS' | 'FAIL' | 'NO_DATA';
}

const ofField: readonly QualityMeasure[] = ['COMPLETENESS', 'OUTSIDE_SHARE', 'DRIFT'];
const kindPattern = /^[a-z][A-Za-z0-9]{0,39}$/;
const fieldPattern = /^[A-Za-z][\w.]{0,72}$/;

/** Reads a rule that a bank gives. Fails with INPUT_INVALID, at what is wrong. */
export function parseRule(given: Partial<Record<keyof QualityRule, unknown>>, path: string): QualityRule {
  const { kind, measure } = given;
  if (typeof kind !== 'string' || !kindPattern.test(kind))
    return refuse('kind must be a word in camelCase, such as payment', `${path}.kind`);
  if (!qualityMeasures.some((known) => known === measure))
    return refuse(`measure must be one of ${qualityMeasures.join(', ')}`, `${path}.measure`);
  const field = given.field ?? null;
  if (field !== null && (typeof field !== 'string' || !fieldPattern.test(field)))
    return refuse('field must be the name of a field, such as fields.purpose', `${path}.field`);
  if ((field !== null) !== ofField.includes(measure as QualityMeasure))
    return refuse(`a field belongs to ${ofField.join(', ')} and to no other measure`, `${path}.field`);
  const rule: QualityRule = {
    kind,
    measure: measure as QualityMeasure,
    field,
    lowest: figureOf(given, 'lowest', path),
    highest: figureOf(given, 'highest', path),
    atLeast: figureOf(given, 'atLeast', path),
    atMost: figureOf(given, 'atMost', path),
  };
  if (rule.atLeast === null && rule.atMost === null)
    refuse('a rule says atLeast or atMost', `${path}.atLeast`);
  const hasBounds = rule.lowest !== null || rule.highest !== null;
  if (hasBounds !== (rule.measure === 'OUTSIDE_SHARE'))
    refuse('lowest and highest belong to OUTSIDE_SHARE and to no other measure', `${path}.lowest`);
  return rule;
}

/** Says whether a report meets a rule. */
export function judgeRule(rule: QualityRule, report: QualityReport | undefined): RuleResult {
  const value = report ? valueOf(rule, report) : null;
  if (value === null) return { rule, value, outcome: 'NO_DATA' };
  const isMet = value >= (rule.atLeast ?? value) && value <= (rule.atMost ?? value);
  return { rule, value, outcome: isMet ? 'PASS' : 'FAIL' };
}

function valueOf({ measure, field, lowest, highest }: QualityRule, report: QualityReport): number | null {
  const found = report.fields.find((each) => each.field === field);
  switch (measure) {
    case 'COMPLETENESS':
      return report.events === 0 ? null : (found?.completeness ?? 0);
    case 'OUTSIDE_SHARE':
      return found ? outsideShare(found.counts, lowest, highest) : null;
    case 'DRIFT':
      return found?.drift ?? null;
    case 'DUPLICATE_SHARE':
      return report.duplicateShare;
    case 'OUT_OF_ORDER_SHARE':
      return report.outOfOrderShare;
    case 'LATE_SHARE':
      return report.lateShare;
    case 'FRESHNESS_SECONDS':
      return report.freshnessSeconds;
    case 'EVENTS':
      return report.events;
  }
}

function figureOf(
  given: Partial<Record<keyof QualityRule, unknown>>,
  name: 'lowest' | 'highest' | 'atLeast' | 'atMost',
  path: string,
): number | null {
  const value = given[name] ?? null;
  if (value === null) return null;
  return typeof value === 'number' && Number.isFinite(value)
    ? value
    : refuse(`${name} must be a number`, `${path}.${name}`);
}

function refuse(problem: string, path: string): never {
  throw new Fault('INPUT_INVALID', { problem }, path);
}
