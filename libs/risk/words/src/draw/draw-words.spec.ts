import { drawContributions, drawTextFeatures, textFeatures, type WordsScore } from '../index.js';

const texts = [
  '新品到货，限时优惠，买二送一，欢迎下单！',
  '新鲜水果 9.9 元一斤，老客户包邮，好评如潮',
  '我和老公开店，诚信经营',
];

describe('the picture of what texts are about', () => {
  it('has a bar for each topic, the longest first, with its words', () => {
    const svg = drawTextFeatures(textFeatures(texts));
    const widths = [...svg.matchAll(/<rect x="206"[^>]*width="([\d.]+)"/g)].map(([, wide]) => Number(wide));
    expect(widths.length).toBeGreaterThan(4);
    expect(widths).toEqual([...widths].sort((one, other) => other - one));
    expect(svg).toMatch(/优惠/);
  });

  it('shows no protected word, and says that some were left out', () => {
    const svg = drawTextFeatures(textFeatures(texts));
    expect(svg).not.toMatch(/老公/);
    expect(svg).toMatch(/protected words left out/);
  });

  it('says so where nothing is understood', () => {
    expect(drawTextFeatures(textFeatures([]))).toMatch(/nothing that is understood/);
  });
});

describe('the picture of a score by words', () => {
  const score: WordsScore = {
    ...{ probability: 0.314, score: -0.78, base: -1 },
    contributions: [
      { of: 'term', name: '<周转>', value: 0.5, contribution: 0.4 },
      { of: 'term', name: '稳定', value: 0.4, contribution: -0.2 },
      { of: 'figure', name: 'income', value: null, contribution: 0.02 },
    ],
  };

  it('has what speaks for bad on the right and what speaks against it on the left', () => {
    const svg = drawContributions(score);
    expect(svg).toMatch(/<rect x="560"[^>]*width="320"[^>]*fill="#b91c1c"/);
    expect(svg).toMatch(/<rect x="400"[^>]*width="160"[^>]*fill="#2563eb"/);
    expect(svg).toContain('&lt;周转&gt;');
    expect(svg).toContain('31.4 %');
  });

  it('is bounded, whatever the text', () => {
    const contributions = Array.from({ length: 5_000 }, (_, at) => ({
      ...{ of: 'term' as const, name: '长'.repeat(500), value: 1, contribution: 1 + at },
    }));
    const svg = drawContributions({ ...score, contributions });
    expect(svg).toMatch(/4976 smaller ones not shown/);
    expect(svg.length).toBeLessThan(60_000);
  });
});
