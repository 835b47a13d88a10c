import { fromEpochMs, toEpochMs, parseInstant, type Clock } from '@fanxing/kernel';
import {
  coveredAttributes,
  DataDictionary,
  mustCover,
  mustStillHold,
  openByLaw,
  openDataAccess,
  purposes,
  type AskConsent,
} from './index.js';

let now = parseInstant('2026-11-22T08:00:00Z');
const clock: Clock = { now: () => now };
const inForce: AskConsent = async () => ({
  consentId: 'consent_1',
  categories: ['PAYMENTS', 'PROFILE', 'LOCATION'],
});

describe('access to a borrower’s data', () => {
  it('opens what the borrower agreed to, and of that only what the purpose needs', async () => {
    const access = await openDataAccess(inForce, clock, 'borrower_1', 'CREDIT_DECISION');
    expect(access.categories).toEqual(['PAYMENTS', 'PROFILE']);
    expect(() => mustCover(access, ['PAYMENTS'])).not.toThrow();
    expect(() => mustCover(access, ['PAYMENTS', 'LOCATION'])).toThrow(
      expect.objectContaining({
        reason: 'CONSENT_REQUIRED',
        details: { purpose: 'CREDIT_DECISION', categories: ['LOCATION'] },
      }),
    );
  });

  it('hands on no attribute that it does not cover, nor one that nobody has declared', async () => {
    const access = await openDataAccess(inForce, clock, 'borrower_1', 'CREDIT_DECISION');
    const dictionary = new DataDictionary({
      EVENT_KIND: {},
      ATTRIBUTE: { shoeSize: 'PROFILE', home: 'LOCATION' },
    });
    const attributes = { age: 40, phone: '13800000000', shoeSize: 43, home: 'here', secret: 'x' };
    expect(coveredAttributes(access, dictionary, attributes)).toEqual({ age: 40, shoeSize: 43 });
  });

  it('is asked for again when its answer is old, and ends with the consent', async () => {
    const access = await openDataAccess(inForce, clock, 'borrower_1', 'CREDIT_DECISION');
    const gone: AskConsent = () => Promise.reject(new Error('withdrawn'));
    now = fromEpochMs(toEpochMs(now) + 700);
    await expect(mustStillHold(gone, clock, access)).resolves.toBeUndefined();
    now = fromEpochMs(toEpochMs(now) + 100);
    await expect(mustStillHold(gone, clock, access)).rejects.toThrow('withdrawn');
    await expect(mustStillHold(inForce, clock, access)).resolves.toBeUndefined();
    const another: AskConsent = async () => ({ consentId: 'consent_2', categories: [] });
    await expect(mustStillHold(another, clock, access)).rejects.toMatchObject({ reason: 'CONSENT_REQUIRED' });
  });

  it('needs no consent for a duty of the law, and no other purpose is one', () => {
    expect(openByLaw(clock, 'borrower_1', 'DECISION_RECORD', ['PAYMENTS'])).toMatchObject({
      consentId: null,
    });
    expect(() => openByLaw(clock, 'borrower_1', 'MARKETING' as never)).toThrow('needs a consent');
    expect(purposes.MARKETING.basis).toBe('CONSENT');
  });
});

describe('the dictionary of data', () => {
  it('never guesses the category of a name', () => {
    const dictionary = new DataDictionary();
    expect(dictionary.categoryOf('EVENT_KIND', 'payment')).toBe('PAYMENTS');
    for (const name of ['gossip', 'toString', '__proto__', 'Payment'])
      expect(() => dictionary.categoryOf('EVENT_KIND', name, 'input.kind')).toThrow(
        expect.objectContaining({ reason: 'DATA_NAME_UNKNOWN', path: 'input.kind' }),
      );
  });

  it('lets no bank give a common name another meaning', () => {
    const dictionary = new DataDictionary({ EVENT_KIND: { message: 'ACCOUNTS' }, ATTRIBUTE: {} });
    expect(dictionary.categoryOf('EVENT_KIND', 'message')).toBe('TEXT');
  });
});
