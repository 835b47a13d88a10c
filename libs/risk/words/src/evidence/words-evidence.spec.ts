import { parseInstant } from '@fanxing/kernel';
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
  expect(Object.keys(figures)).toHaveLength(text!.features.length + social!.length);
  expect(new Set(Object.keys(figures)).size).toBe(Object.keys(figures).length);
  expect(JSON.stringify(figures)).not.toMatch(/老公|水果/);
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
