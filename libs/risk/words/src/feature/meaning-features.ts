import { knownTerm } from '../lexicon/known-terms.js';
import { topics, type Topic } from '../lexicon/topics.js';
import { type Tone } from '../lexicon/tones.js';
import type { ScreenedWord } from '../screen/screen-words.js';
import { countedWords, entropy, type TextFeature } from './feature.js';
import type { ReadTexts } from './read-texts.js';
import { perHundred } from './style-features.js';

/** What the texts are about: the words of each topic, and how widely they are spread over topics. */
export function topicFeatures(read: ReadTexts): TextFeature[] {
  const names = Object.keys(topics) as Topic[];
  const found = names.map((name) => textsOf(read).filter((text) => knownTerm(text)?.topics.includes(name)));
  return [
    ...names.map((name, at) => measured(read, `topic.${name}`, found[at]!, `words of the topic "${name}"`)),
    {
      name: 'topic.breadth',
      value: read.isUnderstood ? entropy(found.map(({ length }) => length)) : null,
      unit: 'nats',
      meaning: 'entropy of the topics; 0 where all is about one thing',
      words: [],
    },
  ];
}

/** Praise and trouble. A word within three words after a negation counts for the other side. */
export function sentimentFeatures(read: ReadTexts): TextFeature[] {
  const positive: string[] = [];
  const negative: string[] = [];
  for (const { sentences } of read.screened)
    for (const sentence of sentences)
      sentence.forEach((word, at) => {
        const tone = toneOf(word);
        if (tone === undefined) return;
        const isTurned = sentence.slice(Math.max(0, at - negationReach), at).some(isNegation);
        (isTurned === (tone === 'negative') ? positive : negative).push(word!.text);
      });
  const all = positive.length + negative.length;
  return [
    measured(read, 'sentiment.positive', positive, 'words of praise, or of trouble denied'),
    measured(read, 'sentiment.negative', negative, 'words of trouble, or of praise denied'),
    {
      name: 'sentiment.balance',
      value: read.isUnderstood && all > 0 ? (positive.length - negative.length) / all : null,
      unit: 'ratio',
      meaning: 'from −1, all trouble, to 1, all praise',
      words: countedWords([...positive, ...negative]),
    },
  ];
}

const negationReach = 3;

/** Whether somebody is selling: words of trade, and prices. */
export function intentFeatures(read: ReadTexts): TextFeature[] {
  const selling = textsOf(read).filter((text) => hasTone(text, 'commercial'));
  const prices = read.screened.flatMap(({ sentences }) => sentences.flatMap(pricesIn));
  return [
    measured(read, 'intent.commercial', selling, 'words of buying and selling'),
    measured(read, 'intent.prices', prices, 'numbers beside 元, 块, dollars and the like'),
  ];
}

const currencies = new Set([
  '元',
  '块',
  '块钱',
  '万',
  '万元',
  '人民币',
  'rmb',
  'cny',
  'usd',
  'dollars',
  'dollar',
  'yuan',
]);

function pricesIn(sentence: readonly ScreenedWord[]): string[] {
  return sentence.flatMap((word, at) => {
    const next = sentence[at + 1];
    return word?.kind === 'number' && next && currencies.has(next.text) ? [`${word.text} ${next.text}`] : [];
  });
}

function toneOf(word: ScreenedWord): 'positive' | 'negative' | undefined {
  if (!word) return undefined;
  if (hasTone(word.text, 'positive')) return 'positive';
  return hasTone(word.text, 'negative') ? 'negative' : undefined;
}

function isNegation(word: ScreenedWord): boolean {
  return word !== null && hasTone(word.text, 'negation');
}

function hasTone(text: string, tone: Tone): boolean {
  return knownTerm(text)?.tones.includes(tone) ?? false;
}

function textsOf({ words }: ReadTexts): string[] {
  return words.map(({ text }) => text);
}

/** Per 100 words of those that were not screened out; null where the script is not understood. */
function measured(read: ReadTexts, name: string, found: readonly string[], meaning: string): TextFeature {
  return {
    name,
    value: read.isUnderstood ? perHundred(found.length, read.words.length) : null,
    unit: 'per 100 words',
    meaning,
    words: read.isUnderstood ? countedWords(found) : [],
  };
}
