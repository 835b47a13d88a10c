import { auc } from '@fanxing/risk-models';
import { fitWordsModel } from './fit-words-model.js';
import { madeTexts } from './made-texts.fixture.js';
import { compileWordsModel } from './score-words.js';
import { validateWordsModel } from './validate-words-model.js';
import { wordsModelForDecisions } from './words-model-for-decisions.js';
import type { WordsModelKind } from './words-model.js';

const train = madeTexts(700, 1);
const test = madeTexts(700, 2);

describe.each<WordsModelKind>(['logistic', 'linear-svm'])('a %s model of made texts', (kind) => {
  const model = fitWordsModel(train, { kind });
  const score = compileWordsModel(model);

  it('tells outcomes apart in texts that it never saw, with probabilities that are the average on average', () => {
    const probabilities = test.map(({ text, figures }) => score(text, figures).probability);
    const outcomes = test.map(({ outcome }) => outcome);
    expect(auc(outcomes, probabilities)).toBeGreaterThan(0.7);
    const mean = (values: readonly number[]): number =>
      values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(Math.abs(mean(probabilities) - mean(outcomes))).toBeLessThan(0.04);
  });

  it('gives each word its contribution, and these are the score', () => {
    const {
      contributions,
      base,
      score: sum,
      probability,
    } = score('稳定 的 门口，逾期 desperate', { income: null });
    expect(contributions.reduce((all, { contribution }) => all + contribution, base)).toBeCloseTo(sum, 12);
    const of = (name: string): number => contributions.find((one) => one.name === name)!.contribution;
    expect(of('逾期')).toBeGreaterThan(0);
    expect(of('desperate')).toBeGreaterThan(0);
    expect(of('稳定')).toBeLessThan(0);
    expect(contributions.find(({ name }) => name === 'income')).toMatchObject({ of: 'figure', value: null });
    expect(probability).toBeGreaterThan(score('稳定 reliable savings', { income: null }).probability);
  });

  it('is the same for the same texts, survives being a file, and scores the same afterwards', () => {
    expect(fitWordsModel(train, { kind })).toEqual(model);
    const read = validateWordsModel(JSON.parse(JSON.stringify(model)));
    for (const { text, figures } of test.slice(0, 20))
      expect(compileWordsModel(read)(text, figures)).toEqual(score(text, figures));
  });

  it('gives an unknown or empty text what the figures alone say', () => {
    const empty = score('', {});
    expect(empty.contributions.map(({ name }) => name)).toEqual(['income']);
    expect(score('Привет мир', {}).score).toBe(empty.score);
  });
});

describe('a vocabulary', () => {
  it('has no term of fewer texts than asked for, and none that was excluded', () => {
    const named = train.map((row, at) => (at < 19 ? { ...row, text: `${row.text}，zhangsan` } : row));
    const { terms } = fitWordsModel(named, { kind: 'logistic', without: new Set(['逾期']) });
    const names = terms.map(({ term }) => term);
    expect(names).toContain('desperate');
    expect(names.filter((name) => /zhangsan|逾期/.test(name))).toEqual([]);
  });

  it('has no protected word, however well it tells the outcomes apart', () => {
    const told = train.map((row) => ({
      ...row,
      text: `${row.text}，${row.outcome ? 'my husband says' : 'texas 上海'}`,
    }));
    const names = fitWordsModel(told, { kind: 'logistic' }).terms.map(({ term }) => term);
    expect(names).toContain('says');
    expect(names.filter((name) => /husband|texas|上海/.test(name))).toEqual([]);
  });
});

it('texts of one outcome give the average, and no NaN', () => {
  for (const kind of ['logistic', 'linear-svm'] as const) {
    const model = fitWordsModel(
      train.slice(0, 60).map((row) => ({ ...row, outcome: 0 })),
      { kind },
    );
    const { probability } = compileWordsModel(model)('逾期');
    expect(probability).toBeGreaterThan(0);
    expect(probability).toBeLessThan(0.1);
  }
});

describe('a model that decides', () => {
  const withFigure = (name: string) => ({
    ...fitWordsModel(train.slice(0, 300), { kind: 'logistic' }),
    figures: [{ name, mean: 0, spread: 1, weight: 1, missingWeight: 0 }],
  });

  it('may read features of the texts beside their words, as the file says that was trained', () => {
    const model = JSON.parse(JSON.stringify(withFigure('text.length.words'))) as unknown;
    expect(wordsModelForDecisions(model)).toEqual(model);
  });

  it.each(['income', 'social.breadth.counterparts', 'text.length.vibe'])('may not read %s', (name) => {
    expect(() => wordsModelForDecisions(withFigure(name))).toThrow(
      expect.objectContaining({ reason: 'MODEL_INVALID' }),
    );
  });
});

describe('a model from outside is refused', () => {
  const model = fitWordsModel(train.slice(0, 300), { kind: 'logistic' });
  const [first, ...rest] = model.terms;
  it.each<[string, unknown]>([
    ['that is no object', []],
    ['of another format', { ...model, format: 'fanxing-words/9' }],
    ['of another kind', { ...model, kind: 'mlp' }],
    ['with an intercept that is no number', { ...model, intercept: null }],
    ['with a term twice', { ...model, terms: [first, first, ...rest] }],
    ['with a weight that is no number', { ...model, terms: [{ ...first, weight: '1' }, ...rest] }],
    [
      'with a term that 19 texts had',
      { ...model, terms: [{ ...first, rarity: Math.log(301 / 20) + 1 }, ...rest] },
    ],
    ['with a spread of zero', { ...model, figures: [{ ...model.figures[0], spread: 0 }] }],
    ['with a protected term', { ...model, terms: [{ ...first, term: '来自 新疆' }, ...rest] }],
    ['whose Chinese was cut otherwise', { ...model, segmentation: 'f00' }],
  ])('%s', (_, given) => {
    expect(() => validateWordsModel(given)).toThrow(expect.objectContaining({ reason: 'MODEL_INVALID' }));
  });

  it('but not for a term that 20 texts had', () => {
    const terms = [{ ...first, rarity: Math.log(301 / 21) + 1 }];
    expect(validateWordsModel({ ...model, terms }).terms).toEqual(terms);
  });

  it('but a model without Chinese words does not ask how Chinese is cut', () => {
    const latin = model.terms.filter(({ term }) => !/\p{Script=Han}/u.test(term));
    expect(validateWordsModel({ ...model, terms: latin, segmentation: 'f00' }).terms).toEqual(latin);
  });
});
