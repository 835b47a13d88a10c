import fc from 'fast-check';
import { parseShares, splitAmount, type FundingShares, type GivenShare } from './split-amount.js';
import { splitEntry, type PartyBalances } from './split-entry.js';

const sum = (parts: readonly bigint[]): bigint => parts.reduce((total, part) => total + part, 0n);

/** Two to six parties with any whole numbers of parts, any of them in the lead, under either rule. */
const anyShares: fc.Arbitrary<FundingShares> = fc
  .tuple(
    fc.array(fc.bigInt(1n, 1_000n), { minLength: 2, maxLength: 6 }),
    fc.constantFrom('LEAD' as const, 'LARGEST_REMAINDER' as const),
    fc.nat(),
  )
  .map(([parts, remainder, lead]) => {
    const whole = sum(parts);
    const given: GivenShare[] = parts.map((part, place) => ({
      party: `bank ${place}`,
      share: `${part}/${whole}`,
    }));
    return parseShares(given, remainder, `bank ${lead % parts.length}`);
  });

const halves = (remainder: 'LEAD' | 'LARGEST_REMAINDER'): FundingShares =>
  parseShares(
    [
      { party: 'north', share: '1/2' },
      { party: 'south', share: '1/2' },
    ],
    remainder,
    'south',
  );

describe('an amount in shares', () => {
  it('adds up to the amount, and no party is a cent or more a party away from its exact share', () => {
    fc.assert(
      fc.property(fc.bigInt(-(10n ** 15n), 10n ** 15n), anyShares, (total, shares) => {
        const parts = splitAmount(total, shares);
        expect(sum(parts)).toBe(total);
        parts.forEach((part, place) => {
          const off = part * shares.whole - total * (shares.parties[place]?.parts ?? 0n);
          const bound = shares.remainder === 'LEAD' ? shares.whole * BigInt(parts.length) : shares.whole;
          expect(off < bound && off > -bound).toBe(true);
        });
      }),
      { numRuns: 3_000 },
    );
  });

  it('gives the odd cent to the lead bank by one rule, and to whoever lost most by the other', () => {
    expect(splitAmount(101n, halves('LEAD'))).toEqual([50n, 51n]);
    const thirds = (remainder: 'LEAD' | 'LARGEST_REMAINDER') =>
      parseShares(
        [
          { party: 'north', share: '1/10' },
          { party: 'south', share: '9/10' },
        ],
        remainder,
        'north',
      );
    expect(splitAmount(9n, thirds('LEAD'))).toEqual([1n, 8n]);
    expect(splitAmount(8n, thirds('LARGEST_REMAINDER'))).toEqual([1n, 7n]);
    expect(splitAmount(2n, thirds('LARGEST_REMAINDER'))).toEqual([0n, 2n]);
  });

  it.each([
    ['shares that are not whole', ['1/3', '1/3'], 'a'],
    ['a share of nothing', ['0/3', '3/3'], 'a'],
    ['a decimal', ['0.5', '1/2'], 'a'],
    ['a lead that is no party', ['1/2', '1/2'], 'z'],
    ['one party alone', ['1/1'], 'a'],
  ])('refuses %s', (_, texts, lead) => {
    const given = texts.map((share, place) => ({ party: 'abc'.charAt(place), share }));
    expect(() => parseShares(given, 'LEAD', lead)).toThrow(
      expect.objectContaining({ reason: 'SHARES_INVALID' }),
    );
  });
});

/** A loan's life in entries: drawn, then any mix of interest, repayments in parts, a loss and what is recovered of it. */
type Step = { kind: 'interest' | 'repay' | 'fee' | 'loss' | 'recovery'; minor: bigint };
const anyLife = fc.record({
  principal: fc.bigInt(1n, 10n ** 9n),
  steps: fc.array(
    fc.record({
      kind: fc.constantFrom<Step['kind']>('interest', 'repay', 'fee', 'loss', 'recovery'),
      minor: fc.bigInt(1n, 10n ** 9n),
    }),
    { maxLength: 25 },
  ),
});

const line = (accountCode: string, signed: bigint) => ({
  accountCode,
  side: signed > 0n ? ('debit' as const) : ('credit' as const),
  amountMinor: signed > 0n ? signed : -signed,
});

/** The whole entries of such a life, as lending would book them. */
function entriesOf({ principal, steps }: { principal: bigint; steps: readonly Step[] }) {
  let owed = principal;
  let interest = 0n;
  const entries = [[line('1301', principal), line('1001', -principal)]];
  for (const { kind, minor } of steps) {
    if (kind === 'interest') {
      interest += minor;
      entries.push([line('1311', minor), line('6011', -minor)]);
    } else if (kind === 'fee') entries.push([line('1001', minor), line('6021', -minor)]);
    else if (kind === 'recovery') entries.push([line('1001', minor), line('6711', -minor)]);
    else {
      const toInterest = kind === 'repay' && minor > interest ? interest : kind === 'repay' ? minor : 0n;
      const rest = minor - toInterest;
      const toPrincipal = rest > owed ? owed : rest;
      interest -= toInterest;
      owed -= toPrincipal;
      const account = kind === 'repay' ? '1001' : '6711';
      const lines = [line(account, toInterest + toPrincipal)];
      if (toInterest > 0n) lines.push(line('1311', -toInterest));
      if (toPrincipal > 0n) lines.push(line('1301', -toPrincipal));
      if (lines.length > 1) entries.push(lines);
    }
  }
  return entries;
}

describe('the shares of a loan’s entries', () => {
  it('add up line by line, balance for each party, and never drift from the share of the whole balance', () => {
    fc.assert(
      fc.property(anyLife, anyShares, (life, shares) => {
        let balances: PartyBalances = new Map();
        const whole = new Map<string, bigint>();
        for (const entry of entriesOf(life)) {
          const split = splitEntry(entry, shares, balances);
          balances = split.balances;
          for (const { accountCode, side, amountMinor } of entry) {
            const signed = side === 'debit' ? amountMinor : -amountMinor;
            whole.set(accountCode, (whole.get(accountCode) ?? 0n) + signed);
            expect(sum(split.changes.get(accountCode) ?? [])).toBe(signed);
          }
          shares.parties.forEach((_, place) =>
            expect(sum([...split.changes.values()].map((parts) => parts[place] ?? 0n))).toBe(0n),
          );
        }
        for (const claim of ['1301', '1311'])
          if (whole.has(claim))
            expect(balances.get(claim)).toEqual(splitAmount(whole.get(claim) ?? 0n, shares));
        for (const [code, total] of whole) expect(sum(balances.get(code) ?? [])).toBe(total);
      }),
      { numRuns: 2_000 },
    );
  });

  it('leave nothing on anybody when three cents in halves come back one by one', () => {
    let { balances } = splitEntry([line('1301', 3n), line('1001', -3n)], halves('LEAD'));
    for (let cent = 0; cent < 3; cent += 1)
      ({ balances } = splitEntry([line('1001', 1n), line('1301', -1n)], halves('LEAD'), balances));
    expect([...balances.values()]).toEqual([
      [0n, 0n],
      [0n, 0n],
    ]);
  });
});
