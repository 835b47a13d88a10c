import { aggregateDefinition, type AggregateUnit } from './aggregate.js';
import { conditionMeaning } from './condition.js';
import { groupWords } from './grouping.js';
import type { Indicator, Transform } from './indicator.js';
import { parseIndicator } from './parse-indicator.js';

export interface IndicatorDescription {
  readonly name: string;
  readonly meaning: string;
  readonly meaningZh: string;
  /** What the figure counts in; money is in major units of the borrower's currency. */
  readonly unit: string;
  readonly unitZh: string;
  /** What the figure is when there is nothing to compute it from. */
  readonly missing: string;
}

/** Says in words what a name means. Fails with INDICATOR_UNKNOWN. */
export function describeIndicator(name: string): IndicatorDescription {
  const indicator = parseIndicator(name);
  const { missing } = aggregateDefinition(indicator.aggregate);
  return {
    name,
    meaning: meaning(indicator),
    meaningZh: meaningZh(indicator),
    unit: unitText(indicator),
    unitZh: unitTextZh(indicator),
    missing:
      indicator.againstDays === undefined
        ? missing
        : `missing (null) when either figure is missing or the one that divides is zero; each: ${missing}`,
  };
}

function meaning(indicator: Indicator): string {
  const { direction, kind } = indicator;
  const way = direction === null ? '' : direction === 'in' ? 'incoming ' : 'outgoing ';
  const channel = indicator.channel === null ? '' : ` through the channel ${indicator.channel}`;
  const fields = indicator.fields.map(({ field, value }) => ` with ${field} "${value}"`).join(' and');
  const conditions = indicator.conditions.map((condition) => ` ${conditionMeaning(condition).en}`).join('');
  const events = `${way}${kind} events${channel}${fields}${conditions}`;
  return `${figureMeaning(indicator)} of ${events} ${windowMeaning(indicator)}`;
}

function figureMeaning({ aggregate, measure, grouping, transform }: Indicator): string {
  const { en, measured } = aggregateDefinition(aggregate);
  const what = measure === null ? 'amount' : `field ${measure}`;
  const prefix = transform === null ? '' : transformWords[transform].en;
  if (!measured) return `${prefix}${en}`;
  if (grouping === null) return `${prefix}${en} of the ${what}`;
  const of = grouping.inner === 'count' ? 'the number' : `${innerWords[grouping.inner].en} of the ${what}`;
  return `${prefix}${en} over ${groupWords[grouping.by].en} (${of})`;
}

function windowMeaning({ windowDays, lagDays, againstDays }: Indicator): string {
  const text = (days: number | null): string =>
    days === null ? 'in the whole history' : `in the ${days} days (of 24 hours)`;
  const end = lagDays === 0 ? 'before the decision' : `before ${lagDays} days before the decision`;
  return againstDays === undefined
    ? `${text(windowDays)} ${end}`
    : `${text(windowDays)} ${end}, divided by the same ${text(againstDays)}`;
}

function meaningZh(indicator: Indicator): string {
  const { zh, measured } = aggregateDefinition(indicator.aggregate);
  const filters = [
    ...(indicator.channel === null ? [] : [`渠道为“${indicator.channel}”`]),
    ...indicator.fields.map(({ field, value }) => `${field} 为“${value}”`),
    ...indicator.conditions.map((condition) => conditionMeaning(condition).zh),
  ].join('、');
  const direction = indicator.direction === null ? '' : indicator.direction === 'in' ? '流入的 ' : '流出的 ';
  const measure = !measured ? '' : indicator.measure === null ? '金额' : `字段 ${indicator.measure} `;
  const prefix = indicator.transform === null ? '' : transformWords[indicator.transform].zh;
  const events = `${filters === '' ? '' : `${filters}的`}${direction}${indicator.kind} 事件的`;
  return `${windowZh(indicator)}，${events}${groupZh(indicator, measure)}${prefix}${zh}${againstZh(indicator)}`;
}

function groupZh({ grouping }: Indicator, measure: string): string {
  if (grouping === null) return measure;
  const figure = grouping.inner === 'count' ? '笔数' : `${measure}${innerWords[grouping.inner].zh}`;
  return `${groupWords[grouping.by].zh}${figure}的`;
}

function windowZh({ windowDays, lagDays }: Indicator): string {
  const end = lagDays === 0 ? '决策前' : `决策前${lagDays}天之前`;
  return windowDays === null ? `${end}全部历史中` : `${end}${windowDays}天（每天24小时）内`;
}

function againstZh({ againstDays }: Indicator): string {
  if (againstDays === undefined) return '';
  return againstDays === null ? '，与全部历史之比' : `，与${againstDays}天之比`;
}

function unitText(indicator: Indicator): string {
  const { measure, grouping, transform, aggregate } = indicator;
  const { unit } = aggregateDefinition(aggregate);
  if (indicator.againstDays !== undefined) return 'ratio';
  const plain = figureUnit(unit, measure, grouping?.inner === 'count');
  if (transform === null) return plain;
  return transform === 'perDay' ? `${plain}, a day` : `logarithm of ${plain}`;
}

function figureUnit(unit: AggregateUnit, measure: string | null, isOfCounts: boolean): string {
  if (unit !== 'measure' && unit !== 'measure a day') return unit;
  if (isOfCounts) return 'events';
  const base = measure === null ? 'money in major units' : `unit of ${measure}`;
  return unit === 'measure' ? base : `${base}, a day`;
}

function unitTextZh({ measure, grouping, transform, aggregate, againstDays }: Indicator): string {
  const { unit } = aggregateDefinition(aggregate);
  if (againstDays !== undefined) return '比值';
  const plain = figureUnitZh(unit, measure, grouping?.inner === 'count');
  if (transform === null) return plain;
  return transform === 'perDay' ? `${plain}/天` : `${plain}的对数`;
}

function figureUnitZh(unit: AggregateUnit, measure: string | null, isOfCounts: boolean): string {
  if (unit !== 'measure' && unit !== 'measure a day') return unitsZh[unit];
  if (isOfCounts) return '笔';
  const base = measure === null ? '货币主单位（如元）' : `${measure} 的单位`;
  return unit === 'measure' ? base : `${base}/天`;
}

const unitsZh: Record<Exclude<AggregateUnit, 'measure' | 'measure a day'>, string> = {
  events: '笔',
  counterparties: '个交易对手',
  days: '天',
  share: '占比',
  ratio: '比值',
  bits: '比特',
  'hour of the day': '时',
  weekday: '星期几',
};

const innerWords = {
  sum: { en: 'the sum', zh: '之和' },
  mean: { en: 'the mean', zh: '均值' },
  min: { en: 'the smallest', zh: '最小值' },
  max: { en: 'the largest', zh: '最大值' },
  last: { en: 'the latest', zh: '最近值' },
} as const;

const transformWords: Record<Transform, { readonly en: string; readonly zh: string }> = {
  log: { en: 'logarithm, sign(x) × ln(1 + |x|), of the ', zh: '对数变换后的' },
  perDay: { en: 'per day of the window: ', zh: '日均' },
};
