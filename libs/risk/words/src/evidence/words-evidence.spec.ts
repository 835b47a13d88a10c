import { parseInstant } from '@fanxing/kernel';
import { fitWordsModel } from '../model/fit-words-model.js';
import { madeTexts } from '../model/made-texts.fixture.js';
import { compileWordsModel } from '../model/score-words.js';
import type { SocialAct } from '../social/social-behaviour.js';
import { wordsEvidence, type BorrowersWords } from './words-evidence.js';

const asOf = parseInstant('2026-04-01T00:00:00Z');
const texts = ['今天新到水果，包邮！我老公送货。'];
const acts: SocialAct[] = [{ kind: 'posted', at: parseInstant('2026-03-30T00:00:00Z'), counterpart: null }];
const both = { purpose: 'TEXT_ANALYSIS', categories: ['TEXT', 'SOCIAL'] };

it("a borrower's words under their consent are figures that rules can name", () => {
  const { figures, text, social } = wordsEvidence(both, { texts, acts }, { asOf });
  expect(figures).toMatchObject({
    'text.length.texts': 1,
    'text.intent.commercial': expect.any(Number),
    'text.regularity.likeness': null,
    'social.activity.posts': 7 / 90,
    'social.reciprocity.counterparts': null,
  });
  expect(Object.keys(figures)).toHaveLength(text!.features.length + social!.length + 2);
  expect(new Set(Object.keys(figures)).size).toBe(Object.keys(figures).length);
  expect(JSON.stringify(figures)).not.toMatch(/老公|水果/);
});

describe('with a model of words', () => {
  const fitted = fitWordsModel(madeTexts(300, 1), { kind: 'logistic', textsMin: 5 });
  const model = compileWordsModel(fitted);
  const scored = (...written: string[]) => wordsEvidence(both, { texts: written }, { asOf, model });

  it('texts have a score by what their words add, all together and no pair across two of them', () => {
    const { figures, score } = scored('逾期 desperate', '稳定');
    expect(figures).toMatchObject({ 'model.score': score!.score, 'model.probability': score!.probability });
    expect(
      score!.contributions
        .filter(({ of }) => of === 'term')
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['desperate', '稳定', '逾期'].sort());
    expect(score!.score).toBeCloseTo(model(['稳定', '逾期 desperate']).score, 12);
    const pair = fitted.terms.find(({ term }) => term.includes(' '))!.term;
    const terms = (some: string[]): string[] => model(some).contributions.map(({ name }) => name);
    expect(terms([pair])).toContain(pair);
    expect(terms(pair.split(' '))).not.toContain(pair);
  });

  it('no score is told where there is no word that it knows', () => {
    for (const written of [[], ['Привет'], ['']])
      expect(scored(...written)).toMatchObject({ score: null, figures: { 'model.probability': null } });
  });
});

it('what is not given is not looked at', () => {
  const { figures, social } = wordsEvidence({ ...both, categories: ['TEXT'] }, { texts }, { asOf });
  expect(social).toBeNull();
  expect(Object.keys(figures).filter((name) => name.startsWith('social.'))).toEqual([]);
});

it.each<[string, { purpose: string; categories: string[] }, BorrowersWords]>([
  ['another purpose', { ...both, purpose: 'CREDIT_DECISION' }, { texts }],
  ['no purpose', { ...both, purpose: '' }, {}],
  ['texts that the borrower left out', { ...both, categories: ['SOCIAL'] }, { texts, acts }],
  ['acts that the borrower left out', { ...both, categories: ['TEXT'] }, { texts, acts }],
])('%s is refused', (_, access, words) => {
  expect(() => wordsEvidence(access, words, { asOf })).toThrow(
    expect.objectContaining({ reason: 'CONSENT_REQUIRED', details: { purpose: 'TEXT_ANALYSIS' } }),
  );
});
