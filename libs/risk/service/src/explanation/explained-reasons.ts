import type { DecisionReason } from '@fanxing/risk-contract';
import type { Shortfall } from '@fanxing/risk-models';
import { adverseReason } from '@fanxing/risk-strategy';
import type { EndedBy } from '../decision/circumstances.js';
import type { ExplainedReason } from '../generated/schema.js';
import type { ModelRow } from '../model/model.store.js';
import type { StrategyRow } from '../strategy/strategy.store.js';
import type { VersionedRule } from './fired-rules.js';

export interface Basis {
  readonly strategy: Pick<StrategyRow, 'version'>;
  readonly model: Pick<ModelRow, 'code' | 'version'>;
  readonly rules: readonly VersionedRule[];
  /** Where it came to an end for what the borrower has no part in. */
  readonly ended: EndedBy | null;
  /** The characteristics that cost most points. */
  readonly adverse: readonly Shortfall[];
  readonly score: number;
}

/** Each reason with what it rests on: rules that gave its code, or characteristics that it stands for. */
export function explainedReasons(reasons: readonly DecisionReason[], basis: Basis): ExplainedReason[] {
  return reasons.map((reason) => {
    const rules = basis.rules.filter((rule) => givesCode(rule, reason.code));
    const characteristics = basis.adverse.filter((shortfall) => adverseReason(shortfall) === reason.code);
    const sentences = [
      ...endBasis(reason.code, basis.ended),
      ...rules.map((rule) => ruleBasis(rule)),
      ...(rules.length > 0 ? [] : characteristics.map((shortfall) => scoreBasis(shortfall, basis))),
    ];
    const { version } = basis.strategy;
    if (sentences.length === 0)
      sentences.push([
        `An expression of version ${version} of the strategy gave it.`,
        `由策略第${version}版的表达式给出。`,
      ]);
    return {
      ...reason,
      basis: sentences.map(([en]) => en).join(' '),
      basisZh: sentences.map(([, zh]) => zh).join(''),
    };
  });
}

/** Whether the code stands in one of the expressions that the row gave. */
function givesCode({ gave }: VersionedRule, code: string): boolean {
  const texts = Object.values(gave as Record<string, string>);
  return texts.some((text) => text.includes(`"${code}"`) || text.includes(`'${code}'`));
}

type Sentence = readonly [en: string, zh: string];

function endBasis(code: string, ended: EndedBy | null): Sentence[] {
  if (ended?.code !== code) return [];
  return [
    [
      `The decision did not get past the stage “${ended.stage}” of the pipeline.`,
      `决策未能通过流程的“${ended.stage}”阶段。`,
    ],
  ];
}

function ruleBasis({ name, row, looked, version }: VersionedRule): Sentence {
  const values = Object.entries(looked as Record<string, unknown>);
  const said = (missing: string, between: string): string =>
    values
      .map(([figure, value]) => `${figure} = ${value === null ? missing : JSON.stringify(value)}`)
      .join(between);
  return [
    `Row ${row} of the table “${name}” in version ${version} of the strategy hit: ${said('missing', ', ')}.`,
    `策略第${version}版决策表“${name}”第${row}行命中：${said('缺失', '，')}。`,
  ];
}

function scoreBasis({ characteristic, bin, points }: Shortfall, { model, score }: Basis): Sentence {
  const of = `“${model.code}”`;
  return [
    `In version ${model.version} of the model ${of} ${characteristic} lay in the bin “${bin}”, which added ${points} points to a score of ${score}.`,
    `模型${of}第${model.version}版中，${characteristic} 落入分箱“${bin}”，对总分 ${score} 的贡献为 ${points} 分。`,
  ];
}
