import { seededRandom } from '@fanxing/risk-models';
import { fitWordsModel } from '../model/fit-words-model.js';
import { findProxies, measureLeak, mentionsOf, type LabelledText } from './measure-proxies.js';

const plain = 'shop street open today table window paper 今天 门口 咖啡'.split(' ');

/** Members say "quilting" four times as often as others, and "my daughter", which the screen takes out. */
function madeTexts(count: number, seed: number): LabelledText[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => {
    const isMember = random() < 0.3;
    const words = Array.from(
      { length: Math.ceil(20 * random()) },
      () => plain[Math.floor(random() * plain.length)]!,
    );
    if (random() < (isMember ? 0.6 : 0.15)) words.push('quilting');
    if (isMember) words.push('my daughter helps');
    else words.push('my neighbour helps');
    return { text: words.join('. '), isMember };
  });
}

const texts = madeTexts(1_200, 1);

describe('proxies of an attribute', () => {
  it('are found among the words that the screen leaves', () => {
    const [first, ...rest] = findProxies(texts);
    expect(first!.term).toBe('my neighbour');
    expect(rest.find(({ term }) => term === 'quilting')!.lift).toBeCloseTo(2.1, 0);
    expect([first!, ...rest].filter(({ term }) => plain.includes(term))).toEqual([]);
  });

  it('let a model tell the members apart, until they are left out', () => {
    const leak = measureLeak(texts);
    expect(leak).toMatchObject({ texts: 1_200, members: texts.filter(({ isMember }) => isMember).length });
    expect(leak.auc).toBeGreaterThan(0.9);
    const without = new Set(findProxies(texts).map(({ term }) => term));
    const rows = texts.map(({ text, isMember }) => ({
      text,
      outcome: isMember ? (1 as const) : (0 as const),
    }));
    const terms = fitWordsModel(rows, { kind: 'logistic', without }).terms.map(({ term }) => term);
    expect(terms.filter((term) => /quilting|neighbour/.test(term))).toEqual([]);
    expect(Math.abs(measureLeak(texts, without).auc! - 0.5)).toBeLessThan(0.06);
  });

  it('are not every word of those who write much', () => {
    const random = seededRandom(4);
    const long = Array.from({ length: 2_000 }, () => {
      const isMember = random() < 0.3;
      const count = Math.ceil((isMember ? 16 : 4) * random());
      const words = Array.from({ length: count }, () => plain[Math.floor(random() * plain.length)]!);
      return { text: words.join('. '), isMember };
    });
    expect(findProxies(long)).toEqual([]);
    expect(measureLeak(long).lengthAuc).toBeGreaterThan(0.7);
  });

  it('are none where chance is all there is, where everybody is a member, or nobody writes', () => {
    const random = seededRandom(9);
    const dealt = texts.map(({ text }) => ({ text, isMember: random() < 0.3 }));
    expect(findProxies(dealt)).toEqual([]);
    expect(Math.abs(measureLeak(dealt).auc! - 0.5)).toBeLessThan(0.06);
    const all = texts.slice(0, 60).map(({ text }) => ({ text, isMember: true }));
    expect([findProxies(all), measureLeak(all).auc]).toEqual([[], null]);
    expect([findProxies([]), measureLeak([]).auc]).toEqual([[], null]);
  });
});

it('a text mentions the attributes that its own words stand for', () => {
  expect([...mentionsOf('我和老公开店, our church helps. 今年退休')].sort()).toEqual([
    'age',
    'family',
    'religion',
  ]);
  expect(mentionsOf('fresh bread').size).toBe(0);
});
