import { parseProductTerms } from '../terms/parse-product-terms.js';
import {
  approve,
  draftVersion,
  retire,
  revise,
  sendBack,
  submit,
  type ProductVersion,
} from './product-version.js';

const terms = parseProductTerms({
  kind: 'REVOLVING',
  currency: 'CNY',
  limitMin: '500.00',
  limitMax: '300000.00',
  dailyRateMin: '0.0002',
  dailyRateMax: '0.0005',
  drawMin: '100.00',
  termDays: 90,
  lineTermDays: 365,
  offerValidMinutes: 1440,
});
const cheaper = { ...terms, dailyRateMin: { units: 0n } };

const draft = draftVersion(1, terms, 'user_author');
const submitted = submit(draft);
const published = approve(submitted, 'user_second');
const retired = retire(published);
const versions: readonly ProductVersion[] = [draft, submitted, published, retired];

describe('the life of a product version', () => {
  it('goes from draft over submission and approval by a second person to retirement', () => {
    expect(versions.map((version) => version.status)).toEqual(['DRAFT', 'SUBMITTED', 'PUBLISHED', 'RETIRED']);
    expect(draft.approverId).toBeNull();
    expect(retired).toEqual({
      number: 1,
      terms,
      status: 'RETIRED',
      authorId: 'user_author',
      approverId: 'user_second',
    });
  });

  it('does not let the author approve', () => {
    expect(() => approve(submitted, 'user_author')).toThrow(expect.objectContaining({ reason: 'FOUR_EYES' }));
  });

  it('does not let whoever revised it last approve, while the first writer may', () => {
    const revised = submit(revise(sendBack(submitted), cheaper, 'user_second'));
    expect(revised.terms).toBe(cheaper);
    expect(() => approve(revised, 'user_second')).toThrow(expect.objectContaining({ reason: 'FOUR_EYES' }));
    expect(approve(revised, 'user_author').status).toBe('PUBLISHED');
  });

  it.each<[string, string, (version: ProductVersion) => ProductVersion]>([
    ['revised', 'DRAFT', (version) => revise(version, cheaper, 'user_second')],
    ['submitted', 'DRAFT', submit],
    ['approved', 'SUBMITTED', (version) => approve(version, 'user_second')],
    ['sent back', 'SUBMITTED', sendBack],
    ['retired', 'PUBLISHED', retire],
  ])('can be %s only when it is %s', (_, needed, move) => {
    for (const version of versions.filter((each) => each.status !== needed)) {
      expect(() => move(version)).toThrow(
        expect.objectContaining({
          reason: 'STATE_CONFLICT',
          details: { what: 'product version', status: version.status, needed },
        }),
      );
    }
  });
});
