import { parseInstant } from '@fanxing/kernel';
import type { DataAccess } from '@fanxing/runtime/consent';
import { mustCoverNeeds } from './cover-needs.js';

const right = (purpose: DataAccess['purpose'], ...categories: DataAccess['categories']): DataAccess => ({
  ...{ borrowerId: 'borrower_1', purpose, consentId: 'consent_1', categories },
  askedAt: parseInstant('2026-11-28T00:00:00Z'),
});
const payments = right('CREDIT_DECISION', 'PAYMENTS');
const texts = right('TEXT_ANALYSIS', 'TEXT');

it('what the borrower agreed to in part is covered in that part', () => {
  expect(() =>
    mustCoverNeeds([payments, texts], ['words.text.length.texts', 'network.degree']),
  ).not.toThrow();
});

it.each([
  ['words.social.breadth.counterparts', [payments, texts], 'TEXT_ANALYSIS', 'SOCIAL'],
  ['place.grade', [payments, right('LOCATION_ANALYSIS')], 'LOCATION_ANALYSIS', 'LOCATION'],
  ['growth.limit', [right('CREDIT_DECISION'), texts], 'CREDIT_DECISION', 'PAYMENTS'],
] as const)(
  '%s is refused where its category was left out, not missing',
  (name, rights, purpose, category) => {
    expect(() => mustCoverNeeds(rights, [name])).toThrow(
      expect.objectContaining({
        reason: 'CONSENT_REQUIRED',
        details: { purpose, categories: [category] },
      }) as Error,
    );
  },
);
