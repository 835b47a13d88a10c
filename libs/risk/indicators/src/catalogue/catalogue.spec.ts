import { parseInstant } from '@fanxing/kernel';
import type { IndicatorEvent } from '../event.js';
import { formatIndicator, parseIndicator } from '../name/parse-indicator.js';
import { catalogueFor } from './catalogue.js';
import { vocabularyOf } from './vocabulary.js';

function events(count: number, more: (place: number) => Partial<IndicatorEvent>): IndicatorEvent[] {
  return Array.from({ length: count }, (_, place) => ({
    id: `${place}`,
    borrowerId: 'b',
    kind: 'payment',
    at: parseInstant('2026-01-01T00:00:00Z'),
    amountMinor: 100n,
    currency: 'CNY',
    direction: 'in',
    counterparty: null,
    channel: null,
    fields: {},
    ...more(place),
  }));
}

describe('a vocabulary', () => {
  it('holds what the events speak of, most frequent values first', () => {
    const seen = events(10, (place) => ({
      direction: place < 5 ? 'in' : 'out',
      channel: place < 3 ? 'qr' : 'card',
      fields: { purpose: place < 2 ? 'rent' : 'wages', delay: place, note: null },
    }));
    expect(vocabularyOf(seen)).toEqual({
      kinds: [
        {
          kind: 'payment',
          events: 10,
          hasAmount: true,
          hasCounterparty: false,
          directions: ['in', 'out'],
          channels: ['card', 'qr'],
          numericFields: ['delay'],
          textFields: [{ field: 'purpose', values: ['wages', 'rent'] }],
        },
      ],
    });
  });

  it('names nothing after values that are rare, many or identifiers', () => {
    const many = events(3_000, (place) => ({
      channel: place === 0 ? 'pigeon' : 'qr',
      fields: { reference: `ref-${place}`, branch: `branch-${place % 40}` },
    }));
    const [kind] = vocabularyOf(many).kinds;
    expect(kind?.channels).toEqual(['qr']);
    expect(kind?.textFields.map(({ field, values }) => [field, values.length])).toEqual([['branch', 20]]);
  });

  it('is the same whatever the order of the events', () => {
    const seen = events(50, (place) => ({
      kind: place % 2 ? 'order' : 'payment',
      fields: { colour: `c${place % 7}` },
    }));
    expect(vocabularyOf([...seen].reverse())).toEqual(vocabularyOf(seen));
  });
});

describe('a catalogue', () => {
  const vocabulary = vocabularyOf(
    events(40, (place) => ({
      direction: place % 2 ? 'in' : 'out',
      counterparty: 'a',
      channel: place % 3 ? 'qr' : 'kiosk',
      fields: { balance: place, purpose: `purpose ${place % 5}` },
    })),
  );
  const names = catalogueFor(vocabulary);

  it('holds only names that parse back to themselves, each once', () => {
    expect(names.filter((name) => formatIndicator(parseIndicator(name)) !== name)).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(expect.arrayContaining(['payments.in.qr.sum.30d', 'payments.balance.min.90d']));
  });

  it('gives the plainest first when it may hold only some', () => {
    expect(catalogueFor(vocabulary, { limit: 100 })).toEqual(names.slice(0, 100));
    expect(names.slice(0, 100).filter((name) => name.includes('in.qr'))).toEqual([]);
  });

  it('leaves out what the events can not tell', () => {
    const bare = catalogueFor(vocabularyOf(events(5, () => ({ amountMinor: null }))));
    expect(bare).toContain('payments.count.30d');
    expect(bare.filter((name) => /\.(sum|in|counterparties|countShare)\./.test(name))).toEqual([]);
  });
});
