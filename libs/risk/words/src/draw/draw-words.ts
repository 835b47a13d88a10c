import { caption, element, escaped, picture } from '@fanxing/risk-network/svg';
import type { TextEvidence } from '../feature/text-features.js';
import type { WordsScore } from '../model/score-words.js';

const width = 960;
const row = 30;
const top = 88;
const barsMax = 24;

const colours = {
  ...{
    text: '#111827',
    quiet: '#4b5563',
    rule: '#e5e7eb',
    words: '#0d9488',
    bad: '#b91c1c',
    good: '#2563eb',
  },
} as const;

/**
 * What a text is about: a bar for each figure of meaning (topics, sentiment, intent) in words of a hundred, the longest first, with the
 * words that make it.
 */
export function drawTextFeatures({ features, screened, isUnderstood }: TextEvidence): string {
  const told = features
    .filter(({ unit, value, words }) => unit === 'per 100 words' && words.length > 0 && (value ?? 0) > 0)
    .sort((one, other) => (other.value ?? 0) - (one.value ?? 0))
    .slice(0, barsMax);
  const most = told[0]?.value ?? 1;
  const title = 'What the texts are about 文字主题';
  const left = screened.reduce((sum, { words }) => sum + words.length, 0);
  const facts = [
    isUnderstood ? 'words of a hundred 每百词' : 'nothing that is understood 无可理解的文字',
    ...(left > 0 ? [`protected words left out 已剔除受保护词语: ${left}`] : []),
  ].join(' · ');
  const [nameEnd, zero, end] = [190, 206, 520];
  const bars = told.flatMap(({ name, value, words }, at) => {
    const middle = top + at * row + row / 2;
    const rate = value ?? 0;
    const listed = words.map(({ word, count }) => (count > 1 ? `${word} ×${count}` : word)).join('  ');
    return [
      caption(nameEnd, middle + 4, 13, name, colours.text, 'end'),
      bar(
        zero,
        Math.max(2, ((end - zero) * rate) / most),
        middle,
        colours.words,
        `${name} ${rate.toFixed(1)}`,
      ),
      caption(zero + ((end - zero) * rate) / most + 8, middle + 4, 12, rate.toFixed(1), colours.quiet),
      caption(end + 56, middle + 4, 12, cut(listed, 58), colours.quiet),
    ];
  });
  return whole(title, facts, told.length, bars);
}

/** What each word and figure added to a score: to the right speaks for bad, to the left against it; the largest first. */
export function drawContributions({ probability, score, base, contributions }: WordsScore): string {
  const told = contributions.filter(({ contribution }) => contribution !== 0).slice(0, barsMax);
  const most = told.reduce((max, { contribution }) => Math.max(max, Math.abs(contribution)), 1e-9);
  const title = `Probability of a bad outcome ${(100 * probability).toFixed(1)} % 违约概率`;
  const rest = contributions.length - told.length;
  const facts =
    `score ${score.toFixed(2)} from base ${base.toFixed(2)} · right speaks for bad 右侧增加风险` +
    (rest > 0 ? ` · ${rest} smaller ones not shown` : '');
  const [middleX, reach] = [560, 320];
  const height = told.length * row;
  const bars = told.flatMap(({ of, name, contribution }, at) => {
    const middle = top + at * row + row / 2;
    const long = Math.max(2, (reach * Math.abs(contribution)) / most);
    const isBad = contribution > 0;
    const value = `${isBad ? '+' : '−'}${Math.abs(contribution).toFixed(3)}`;
    return [
      caption(220, middle + 4, 13, cut(of === 'term' ? name : `[${name}]`, 26), colours.text, 'end'),
      bar(
        isBad ? middleX : middleX - long,
        long,
        middle,
        isBad ? colours.bad : colours.good,
        `${name} ${value}`,
      ),
      caption(
        isBad ? middleX + long + 8 : middleX - long - 8,
        middle + 4,
        12,
        value,
        colours.quiet,
        isBad ? 'start' : 'end',
      ),
    ];
  });
  const axis = { x1: middleX, y1: top, x2: middleX, y2: top + height, stroke: colours.rule };
  return whole(title, facts, told.length, [element('line', axis), ...bars]);
}

function whole(title: string, facts: string, rows: number, drawn: readonly string[]): string {
  return picture(
    width,
    top + Math.max(1, rows) * row + 24,
    title,
    `${title}: ${facts}.`,
    caption(24, 36, 20, title, colours.text),
    caption(24, 62, 13, facts, colours.quiet),
    ...drawn,
  );
}

function bar(x: number, long: number, middle: number, fill: string, told: string): string {
  const shape = { x, y: middle - 9, width: long, height: 18, rx: 3, fill };
  return element('rect', shape, element('title', {}, escaped(told)));
}

/** Chinese characters are twice as wide as others. */
function cut(text: string, room: number): string {
  let used = 0;
  let kept = '';
  for (const character of text) {
    used += /[\u2e80-\uffef]/.test(character) ? 2 : 1;
    if (used > room) return `${kept.trimEnd()}…`;
    kept += character;
  }
  return kept;
}
