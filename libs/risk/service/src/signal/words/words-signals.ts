import type { Instant } from '@fanxing/kernel';
import { wordsEvidence, type WordsEvidence } from '@fanxing/risk-words';
import type { ProductWordsModel } from '../../words-model/product-words-models.js';
import type { SignalDefinition, SignalFigures, SignalParts, SignalReason } from '../signal.js';
import { meaningsZh, unitsZh } from './words-meanings.js';

/** What was read of one borrower, and by which model of the product's it was scored. */
export interface ReadEvidence extends WordsEvidence {
  readonly model: Pick<ProductWordsModel, 'productCode' | 'version'> | null;
}

export function wordsFigures({ figures }: WordsEvidence): SignalFigures {
  return Object.fromEntries(Object.entries(figures).map(([name, value]) => [`words.${name}`, value]));
}

const partsMax = 12;

/** The words that made the score, as the record keeps them: no text, and no word that fewer than 20 people used. */
export function wordsParts({ model, score }: ReadEvidence): SignalParts {
  if (!model || !score) return {};
  const { base, contributions } = score;
  const heaviest = contributions.filter(({ contribution }) => contribution !== 0).slice(0, partsMax);
  const parts = {
    source: `words model of ${model.productCode}, version ${model.version}`,
    base,
    parts: heaviest.map(({ name, contribution }) => ({ name, adds: contribution })),
    rest: heaviest.reduce((left, { contribution }) => left - contribution, score.score - base),
  };
  // Of the probability they are told as well: it is the score, bent into 0 to 1.
  return { 'words.model.score': parts, 'words.model.probability': parts };
}

/** How many figures are told with the words behind them. */
const reasonsMax = 6;

/** The figures of meaning that words stand behind, the strongest first; then what was left out as protected. */
export function wordsReasons(evidence: ReadEvidence): SignalReason[] {
  const { text } = evidence;
  const told = (text?.features ?? [])
    .filter(({ unit, words, value }) => unit === 'per 100 words' && words.length > 0 && value !== null)
    .sort((one, other) => (other.value ?? 0) - (one.value ?? 0))
    .slice(0, reasonsMax)
    .map(({ name, meaning, value, words }): SignalReason => {
      const listed = words.map(({ word, count }) => `${word} ×${count}`).join(', ');
      const rate = (value ?? 0).toFixed(1);
      return {
        code: 'WORDS_COUNTED',
        en: `${meaning}, ${rate} per 100 words: ${listed}`,
        zh: `${meaningsZh[`text.${name}`] ?? name}，每百词 ${rate}：${listed}`,
      };
    });
  const screened = (text?.screened ?? []).map(({ attribute }): SignalReason => ({
    code: 'WORDS_LEFT_OUT',
    en: `words that stand for a protected attribute (${attribute}) were left out`,
    zh: `涉及受保护属性（${attribute}）的词语已剔除`,
  }));
  return [...told, ...weighed(evidence), ...screened];
}

/** The words that made the score of the product's model, the heaviest first. */
function weighed(evidence: ReadEvidence): SignalReason[] {
  const { source = '', parts = [] } = wordsParts(evidence)['words.model.score'] ?? {};
  return parts.slice(0, reasonsMax).map(({ name, adds }): SignalReason => {
    const amount = `${adds > 0 ? '+' : '−'}${Math.abs(adds).toFixed(3)}`;
    const [en, zh] = adds > 0 ? ['risk', '风险'] : ['repayment', '还款'];
    return {
      code: 'WORD_WEIGHED',
      en: `“${name}” adds ${amount} to the score (${source}): it speaks for ${en}`,
      zh: `“${name}”对文字模型得分的贡献为 ${amount}（第 ${evidence.model?.version ?? 0} 版）：倾向${zh}`,
    };
  });
}

/** Every feature of texts and of social behaviour, as the room of words names and explains them. */
export const wordsSignals: readonly SignalDefinition[] = [
  ...definitionsOf(
    wordsEvidence(
      { purpose: 'TEXT_ANALYSIS', categories: ['TEXT', 'SOCIAL'] },
      { texts: [], acts: [] },
      { asOf: '2000-01-01T00:00:00.000Z' as Instant },
    ),
  ),
  ofModel('probability', 'probability of a bad outcome by the words model of the product', 'share'),
  ofModel(
    'score',
    'score by the words model of the product, the sum of what its words add',
    'log-odds or margin',
  ),
];

function ofModel(what: 'probability' | 'score', meaning: string, unit: string): SignalDefinition {
  const name = `model.${what}`;
  return {
    ...{
      name: `words.${name}`,
      meaning,
      meaningZh: meaningsZh[name] ?? name,
      unit,
      unitZh: unitsZh[unit] ?? unit,
    },
    missing: 'the product has no words model, or it knows none of the words that were written',
    missingZh: '产品没有文字模型，或模型不认识所写的任何词语',
    needs: [{ purpose: 'TEXT_ANALYSIS', category: 'TEXT' }],
  };
}

function definitionsOf({ text, social }: WordsEvidence): SignalDefinition[] {
  const texts = (text?.features ?? []).map((feature) => ({ ...feature, name: `text.${feature.name}` }));
  return [...texts, ...(social ?? [])].map(({ name, meaning, unit }) => ({
    ...{ name: `words.${name}`, meaning, unit },
    meaningZh: meaningsZh[name] ?? name,
    unitZh: unitsZh[unit] ?? unit,
    missing:
      'nothing was written or done that it could be measured on, or in a script that is not understood',
    missingZh: '没有可供衡量的文字或行为，或文字不可识别',
    needs: [{ purpose: 'TEXT_ANALYSIS', category: name.startsWith('text.') ? 'TEXT' : 'SOCIAL' }],
  }));
}
