import type { Instant } from '@fanxing/kernel';
import { wordsEvidence, type WordsEvidence } from '@fanxing/risk-words';
import type { SignalDefinition, SignalFigures, SignalReason } from '../signal.js';
import { meaningsZh, unitsZh } from './words-meanings.js';

export function wordsFigures({ figures }: WordsEvidence): SignalFigures {
  return Object.fromEntries(Object.entries(figures).map(([name, value]) => [`words.${name}`, value]));
}

/** How many figures are told with the words behind them. */
const reasonsMax = 6;

/** The figures of meaning that words stand behind, the strongest first; then what was left out as protected. */
export function wordsReasons({ text }: WordsEvidence): SignalReason[] {
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
  return [...told, ...screened];
}

/** Every feature of texts and of social behaviour, as the room of words names and explains them. */
export const wordsSignals: readonly SignalDefinition[] = definitionsOf(
  wordsEvidence(
    { purpose: 'TEXT_ANALYSIS', categories: ['TEXT', 'SOCIAL'] },
    { texts: [], acts: [] },
    { asOf: '2000-01-01T00:00:00.000Z' as Instant },
  ),
);

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
