import fc from 'fast-check';
import { parseShares, splitAmount, splitEntry, type PartyBalances } from '@fanxing/ledger-domain';
import { live, loanOver, someActs, somePlan, someRules } from './lives.fixture.js';
import { movementBetween, positionOf, type Movement } from './position.js';
import { replay } from './replay.js';
import { totalOwed } from './serviced-loan.js';

const someShares = fc
  .record({
    parts: fc.array(fc.bigInt(1n, 99n), { minLength: 2, maxLength: 5 }),
    remainder: fc.constantFrom('LEAD' as const, 'LARGEST_REMAINDER' as const),
    lead: fc.nat(4),
  })
  .map(({ parts, remainder, lead }) => {
    const whole = parts.reduce((sum, part) => sum + part, 0n);
    const given = parts.map((part, place) => ({ party: `bank ${place}`, share: `${part}/${whole}` }));
    return parseShares(given, remainder, `bank ${lead % parts.length}`);
  });

/** What is owed and what is set aside: of these each party always has its share of the whole. */
const claims = ['1301', '1311', '1321', '1331', '1391'];

const linesOf = (movement: Movement) =>
  [...movement].map(([accountCode, signed]) => ({
    accountCode,
    side: signed > 0n ? ('debit' as const) : ('credit' as const),
    amountMinor: signed > 0n ? signed : -signed,
  }));

const sum = (parts: readonly bigint[]): bigint => parts.reduce((total, part) => total + part, 0n);

describe('any life of a loan that several parties fund', () => {
  it('splits every entry exactly: interest, fees, penalties, provisions, losses, recoveries, new terms and what is undone', () => {
    fc.assert(
      fc.property(
        fc.bigInt(100n, 50_000_000n),
        somePlan,
        someRules,
        someActs,
        someShares,
        (minor, plan, rules, acts, shares) => {
          const start = loanOver(minor, plan, rules);
          const whole = new Map<string, bigint>();
          let balances: PartyBalances = new Map();
          const enter = (movement: Movement): void => {
            if (movement.size === 0) return;
            const split = splitEntry(linesOf(movement), shares, balances);
            balances = split.balances;
            for (const [code, signed] of movement) {
              expect(sum(split.changes.get(code) ?? [])).toBe(signed);
              whole.set(code, (whole.get(code) ?? 0n) + signed);
            }
            shares.parties.forEach((_, place) =>
              expect(sum([...split.changes.values()].map((parts) => parts[place] ?? 0n))).toBe(0n),
            );
          };
          enter(new Map([...positionOf(start)].filter(([, signed]) => signed !== 0n)));
          const { loan, events, today } = live(start, acts, totalOwed, (before, after) =>
            enter(movementBetween(positionOf(before), positionOf(after))),
          );
          const last = events.at(-1);
          if (last?.kind === 'REPAYMENT') {
            const { loan: without } = replay(start, events.slice(0, -1), today);
            enter(movementBetween(positionOf(loan), positionOf(without)));
          }
          for (const [code, total] of whole) {
            expect(sum(balances.get(code) ?? [])).toBe(total);
            if (claims.includes(code)) expect(balances.get(code)).toEqual(splitAmount(total, shares));
          }
        },
      ),
      { numRuns: 1_500 },
    );
  });
});
