import { protectedTerms } from '../lexicon/protected-terms.js';
import { tones } from '../lexicon/tones.js';
import { topics } from '../lexicon/topics.js';
import { textFeatures, type TextEvidence } from './text-features.js';

function valuesOf({ features }: TextEvidence): Record<string, number | null> {
  return Object.fromEntries(features.map(({ name, value }) => [name, value]));
}

function wordsBehind({ features }: TextEvidence, name: string): string[] {
  return features.find((feature) => feature.name === name)!.words.map(({ word }) => word);
}

const shop = '今天新到一批连衣裙，包邮，优惠价89元！喜欢的朋友加微信下单。老客户都说质量很好。';

describe('features of a text', () => {
  it('in Chinese show the words of trade behind them', () => {
    const evidence = textFeatures([shop]);
    const values = valuesOf(evidence);
    expect(wordsBehind(evidence, 'intent.commercial')).toEqual(
      expect.arrayContaining(['包邮', '优惠', '加微信', '下单', '老客户']),
    );
    expect(wordsBehind(evidence, 'intent.prices')).toEqual(['89 元']);
    expect(wordsBehind(evidence, 'topic.clothing')).toEqual(['连衣裙']);
    expect(values).toMatchObject({ 'length.sentences': 3, 'sentiment.balance': 1 });
    expect(values['rhythm.exclaiming']).toBeCloseTo(1 / 3, 12);
    expect(values['language.chinese']).toBeGreaterThan(0.9);
  });

  it('in English count sentences, marks and topics', () => {
    const evidence = textFeatures([
      'I own a small restaurant. Can I refinance my credit cards? I have never been late, sales are good!',
    ]);
    expect(valuesOf(evidence)).toMatchObject({
      'length.sentences': 3,
      'length.words': 19,
      'rhythm.asking': 1 / 3,
      'rhythm.exclaiming': 1 / 3,
      'language.latin': 1,
      'sentiment.balance': 1,
    });
    expect(wordsBehind(evidence, 'topic.money')).toEqual(['cards', 'credit', 'refinance']);
    expect(wordsBehind(evidence, 'sentiment.positive')).toEqual(['good', 'late']);
  });

  it('turn round what is denied', () => {
    expect(valuesOf(textFeatures(['质量不好']))['sentiment.balance']).toBe(-1);
    expect(valuesOf(textFeatures(['this is not a good shop']))['sentiment.balance']).toBe(-1);
    expect(valuesOf(textFeatures(['this is a good shop']))['sentiment.balance']).toBe(1);
  });

  it('of several texts say how alike these are', () => {
    const same = valuesOf(textFeatures([shop, shop, shop]));
    expect(same).toMatchObject({ 'regularity.likeness': 1, 'regularity.lengthVariation': 0 });
    expect(same['regularity.repetition']).toBeGreaterThan(0.6);
    expect(valuesOf(textFeatures(['fresh bread today', 'new phones arrived']))['regularity.likeness']).toBe(
      0,
    );
    expect(valuesOf(textFeatures([shop]))['regularity.likeness']).toBeNull();
  });

  it('read full width, typographic apostrophes and mixed languages alike', () => {
    expect(textFeatures(['ＧＯＯＤ　ｓｈｏｐ！'])).toEqual(textFeatures(['good shop!']));
    expect(textFeatures(['we don’t sell'])).toEqual(textFeatures(["we don't sell"]));
    const mixed = valuesOf(textFeatures(['今天 sale 八折, 微信 order 下单 😀👍🏽👨‍👩‍👧 100 元']));
    expect(mixed['language.emoji']).toBeCloseTo(3 / 11, 12);
    expect(mixed['intent.commercial']).toBeGreaterThan(30);
  });
});

describe('protected words', () => {
  const evidence = textFeatures([
    "I am a single mother from Texas, my husband's church helps. 我是穆斯林，来自新疆。",
  ]);

  it('are named with the attribute that they stand for', () => {
    expect(Object.fromEntries(evidence.screened.map(({ attribute, words }) => [attribute, words]))).toEqual({
      family: [
        { word: "husband's", count: 1 },
        { word: 'single mother', count: 1 },
      ],
      religion: [
        { word: 'church', count: 1 },
        { word: '穆斯林', count: 1 },
      ],
      region: [
        { word: 'texas', count: 1 },
        { word: '新疆', count: 1 },
      ],
    });
  });

  it('stand behind no feature', () => {
    const shown = evidence.features.flatMap(({ words }) => words.map(({ word }) => word)).join(' ');
    expect(shown).toMatch(/helps/);
    expect(shown).not.toMatch(/mother|husband|texas|church|穆斯林|新疆/);
  });

  it('are found where a dictionary would cut through them, and within a possessive', () => {
    const found = (text: string): string[] =>
      textFeatures([text]).screened.flatMap(({ words }) => words.map(({ word }) => word));
    expect(found('我和老公开店')).toEqual(['老公']);
    expect(found('少数民族地区的孩子们')).toEqual(['孩子', '少数民族']);
    expect(found("she's here")).toEqual(["she's"]);
    expect(found('这家小店包邮')).toEqual([]);
  });

  it('change no figure of meaning when others of their kind take their place', () => {
    const meaning = (text: string): unknown =>
      textFeatures([text]).features.filter(({ name }) => /^(topic|sentiment|intent)/.test(name));
    expect(meaning('my husband sells fresh bread in texas')).toEqual(
      meaning('my wife sells fresh bread in ohio'),
    );
  });

  it('are in no list of topics or tones, nor within one of their Chinese terms', () => {
    const terms = (lists: Readonly<Record<string, string>>): string[] =>
      Object.values(lists).flatMap((list) => list.split(/\s+/));
    const others = [...terms(topics), ...terms(tones)];
    const protectedOnes = terms(protectedTerms);
    expect(others.filter((term) => protectedOnes.includes(term))).toEqual([]);
    const chinese = protectedOnes.filter((term) => /^\p{Script=Han}{2,}$/u.test(term));
    expect(others.filter((term) => chinese.some((one) => term.includes(one)))).toEqual([]);
  });
});

it('a number that may be a telephone is behind no figure, a price is', () => {
  const { features } = textFeatures(['微信 13800138000 下单 99 元, 微信 13800138000 下单 99 元']);
  const shown = features.flatMap(({ words }) => words.map(({ word }) => word));
  expect(shown).toContain('99 元');
  expect(shown.filter((word) => word.includes('138'))).toEqual([]);
});

describe('bad input', () => {
  it.each([[[]], [['']], [[' \n\t']]])('%j has nothing to measure', (texts) => {
    const evidence = textFeatures(texts);
    expect(evidence).toMatchObject({ isUnderstood: false, screened: [] });
    const values = Object.entries(valuesOf(evidence));
    for (const [name, value] of values)
      expect([name, value]).toEqual([
        name,
        name === 'length.texts'
          ? texts.length
          : /^length\.(characters|words|sentences)$/.test(name)
            ? 0
            : null,
      ]);
  });

  it('of another script has lengths, and nothing that needs understanding', () => {
    const evidence = textFeatures(['Привет, сегодня скидка! Good. สวัสดีครับ']);
    expect(evidence.isUnderstood).toBe(false);
    expect(valuesOf(evidence)).toMatchObject({
      'length.words': 5,
      'language.other': 4 / 5,
      'topic.food': null,
      'topic.breadth': null,
      'sentiment.balance': null,
      'intent.commercial': null,
    });
  });

  it('of emoji or numbers alone is not understood either', () => {
    expect(textFeatures(['😀😀 123']).isUnderstood).toBe(false);
    expect(valuesOf(textFeatures(['😀😀 123']))['length.words']).toBe(3);
  });

  it('that is not UTF-8 is refused with the byte', () => {
    const bytes = Buffer.concat([Buffer.from('今天'), Buffer.from([0xff]), Buffer.from('好')]);
    expect(() => textFeatures([bytes])).toThrow(
      expect.objectContaining({ reason: 'TEXT_UNREADABLE', details: { problem: 'byte 6 is not UTF-8' } }),
    );
    expect(() => textFeatures([Buffer.from('今天').subarray(0, 5)])).toThrow(/byte 5 is/);
    expect(() => textFeatures([Buffer.from('\uFEFF今天')])).not.toThrow();
  });

  it('with half a character or a NUL is refused with its place', () => {
    expect(() => textFeatures(['ok \ud83d'])).toThrow(/character 3 is/);
    expect(() => textFeatures(['a\0'])).toThrow(/character 1 is/);
  });

  it('that is huge is refused; the longest is read in seconds of processor time, even without any mark', () => {
    expect(() => textFeatures(['a'.repeat(1_000_001)])).toThrow(
      expect.objectContaining({
        reason: 'TEXT_TOO_LONG',
        details: { characters: 1_000_001, most: 1_000_000 },
      }),
    );
    const began = process.cpuUsage();
    expect(valuesOf(textFeatures(['我'.repeat(200_000)]))['length.characters']).toBe(200_000);
    // ICU alone takes two minutes for it.
    expect(process.cpuUsage(began).user / 1e6).toBeLessThan(10);
  });
});
