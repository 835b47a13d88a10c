import { aLine } from '../harness/a-loan.fixture.js';
import { inner, type Door } from './door.fixture.js';

/** Inputs that are wrong in what they say. */
export function inputs(door: Door): void {
  describe('an input that is wrong', () => {
    it.each<[string, string, Record<string, unknown>, string]>([
      ['an amount of words', 'drawDown', { amount: { amount: 'much', currency: 'CNY' } }, 'AMOUNT_MALFORMED'],
      [
        'an amount with an exponent',
        'drawDown',
        { amount: { amount: '1e3', currency: 'CNY' } },
        'AMOUNT_MALFORMED',
      ],
      [
        'an amount below a cent',
        'drawDown',
        { amount: { amount: '1000.001', currency: 'CNY' } },
        'AMOUNT_TOO_PRECISE',
      ],
      [
        'an amount below zero',
        'drawDown',
        { amount: { amount: '-1000.00', currency: 'CNY' } },
        'AMOUNT_NOT_POSITIVE',
      ],
      ['no amount', 'drawDown', { amount: { amount: '0.00', currency: 'CNY' } }, 'AMOUNT_NOT_POSITIVE'],
      [
        'more than all money',
        'drawDown',
        { amount: { amount: '9999999999999999.00', currency: 'CNY' } },
        'AMOUNT_TOO_LARGE',
      ],
      [
        'another currency',
        'drawDown',
        { amount: { amount: '1000.00', currency: 'USD' } },
        'CURRENCY_MISMATCH',
      ],
      [
        'a currency that is none',
        'drawDown',
        { amount: { amount: '1000.00', currency: 'XXQ' } },
        'CURRENCY_UNKNOWN',
      ],
      [
        'less than the product allows',
        'drawDown',
        { amount: { amount: '99.99', currency: 'CNY' } },
        'DRAW_TOO_SMALL',
      ],
      [
        'more than the line',
        'drawDown',
        { amount: { amount: '20000.01', currency: 'CNY' } },
        'LINE_AVAILABLE_EXCEEDED',
      ],
    ])('is named: %s', async (_, mutation, change, reason) => {
      const { lineId } = await line();
      const refusal = await door.bank.lender.refusalOf(mutation, {
        idempotencyKey: `wrong ${reason}`,
        creditLineId: lineId,
        ...change,
      });
      expect(refusal.extensions.reason).toBe(reason);
      expect(refusal.message).not.toMatch(inner);
      // Where the fault is: the field itself, or what was found in it.
      const { path, details } = refusal.extensions;
      expect(path ?? JSON.stringify(details)).toMatch(/^input\.amount|[a-z0-9]/);
    });

    it.each([
      ['everything is missing', {}],
      ['several fields are of another kind', { idempotencyKey: {}, creditLineId: [], amount: 7 }],
    ])('is the fault of whoever sent it: %s', async (_, input) => {
      const { status, errors } = await door.bank.lender.send(
        'mutation ($input: DrawDownInput!) { drawDown(input: $input) { id } }',
        { input },
      );
      expect([status, errors[0]?.extensions.reason]).toEqual([400, 'QUERY_INVALID']);
      expect(errors[0]?.message).not.toMatch(inner);
    });

    it.each([
      ['an empty key', ''],
      ['a key of 1,000 characters', 'k'.repeat(1000)],
    ])('is named: %s', async (_, idempotencyKey) => {
      const { lineId } = await line();
      const refusal = await door.bank.lender.refusalOf('drawDown', {
        idempotencyKey,
        creditLineId: lineId,
        amount: { amount: '1000.00', currency: 'CNY' },
      });
      expect(refusal.extensions).toMatchObject({ code: 'BAD_USER_INPUT', path: 'input.idempotencyKey' });
    });

    it.each([
      ['a quote', "'; DROP TABLE lending.loan; --"],
      ['a null character', 'a\u0000b'],
      ['a lone surrogate', 'a\ud800b'],
      ['10,000 characters', 'x'.repeat(10_000)],
    ])('does no harm as an id or a name: %s', async (_, text) => {
      const { errors } = await door.bank.lender.send('query ($id: ID!) { loan(id: $id) { id } }', {
        id: text,
      });
      expect(errors[0]?.extensions.code).toMatch(/^(NOT_FOUND|BAD_USER_INPUT)$/);
      expect(JSON.stringify(errors)).not.toMatch(inner);
      const named = await door.bank.lender.send(
        'mutation ($input: CreateBorrowerInput!) { createBorrower(input: $input) { reference } }',
        {
          input: {
            idempotencyKey: `name ${text.length} ${text.charCodeAt(1)}`,
            borrower: { reference: text, attributes: { note: text } },
          },
        },
      );
      expect(named.errors.filter(({ extensions }) => extensions.code === 'INTERNAL')).toEqual([]);
      expect(JSON.stringify(named)).not.toMatch(/pg_|constraint|invalid byte/);
    });

    let made: Promise<{ lineId: string }> | undefined;
    const line = (): Promise<{ lineId: string }> => (made ??= aLine(door.bank, 'careless'));
  });
}
