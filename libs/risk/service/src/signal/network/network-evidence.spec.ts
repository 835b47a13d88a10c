import { fromEpochMs, parseInstant, toEpochMs } from '@fanxing/kernel';
import { networkEvidence } from './network-evidence.js';
import { networkFigures, networkReasons } from './network-signals.js';
import type { KnownPayment } from './network.store.js';

const begin = toEpochMs(parseInstant('2026-09-01T04:00:00Z'));
const hourMs = 3_600_000;

function paid(payer: string, payee: string, hour: number, minor: number): KnownPayment {
  const own = payer === 'b:self' ? payee : payee === 'b:self' ? payer : null;
  return {
    ...{ payer, payee, amountMinor: BigInt(minor), at: fromEpochMs(begin + hour * hourMs) },
    ownIndex: own && `index of ${own}`,
  };
}

const names = new Map([['index of x:c0', '张三']]);

/** Forty customers who have nothing to do with each other, each twice in forty days. */
const stall = Array.from({ length: 80 }, (_, at) =>
  paid(`x:c${at % 40}`, 'b:self', 12 * at + (at % 5), 1_500),
);

/** Five friends who all pay one another, and now and then the borrower. */
const friends = Array.from({ length: 60 }, (_, at) => {
  const [one, other] = [at % 6, (at * 7 + 1 + (at % 5)) % 6];
  const name = (friend: number) => (friend === 0 ? 'b:self' : `b:f${friend}`);
  return one === other ? [] : [paid(name(one), name(other), 15 * at, 2_000)];
}).flat();

/** In the eighth week eight cards are drawn at the till within two days, and most of the money goes back to whoever brought it. */
const cashOut = Array.from({ length: 8 }, (_, buyer) => [
  paid(`b:m${buyer}`, 'b:self', 24 * 52 + buyer * 3, 500_000 + buyer * 1_000),
  paid('b:self', `b:m${buyer}`, 24 * 52 + buyer * 3 + 2, 480_000 + buyer * 1_000),
]).flat();
const livesOfMembers = Array.from({ length: 160 }, (_, at) =>
  paid(`b:m${at % 8}`, `x:shop${at % 23}`, 8 * at, 3_000),
);

const figuresFrom = (known: readonly KnownPayment[]) => {
  const evidence = networkEvidence('b:self', known, names);
  return evidence ? networkFigures(evidence) : null;
};

describe('whom an account has to do with', () => {
  it('makes a merchant of one whom many pay who do not know each other', () => {
    expect(figuresFrom(stall)).toMatchObject({
      'network.degree': 40,
      'network.coefficient': 0,
      'network.payers': 40,
      'network.incomingShare': 1,
      'network.counterpartyEntropy': 1,
      'network.ring.member': 0,
      'network.ring.probability': null,
    });
    expect(figuresFrom(stall)?.['network.merchant.probability']).toBeGreaterThan(0.9);
  });

  it('makes a person of one whose counterparties all pay each other', () => {
    const figures = figuresFrom(friends);
    expect(figures?.['network.coefficient']).toBeGreaterThan(0.5);
    expect(figures?.['network.merchant.probability']).toBeLessThan(0.3);
  });

  it('shows a ring that money goes round in, and says so first, in both languages', () => {
    const evidence = networkEvidence('b:self', [...stall, ...livesOfMembers, ...cashOut], names);
    expect(evidence && networkFigures(evidence)).toMatchObject({
      'network.ring.member': 1,
      'network.ring.size': 9,
    });
    const [first] = evidence ? networkReasons(evidence) : [];
    expect(first).toMatchObject({ code: 'IN_RING', zh: expect.stringContaining('9 个账户') as string });
    expect(first?.en).toMatch(/^it is a hub of a ring of 9 accounts/);
  });

  it('is the same in any order, and whether one or both of two borrowers tell of a payment', () => {
    const known = [...stall, ...livesOfMembers, ...cashOut];
    expect(figuresFrom([...known].reverse())).toEqual(figuresFrom(known));
    expect(figuresFrom([...known, ...cashOut])).toEqual(figuresFrom(known));
  });

  it('stands amounts that no number holds', () => {
    const huge = { ...paid('x:c0', 'b:self', 1, 1), amountMinor: 2n ** 62n };
    expect(figuresFrom([...stall, huge])).toMatchObject({ 'network.degree': 40 });
  });

  it('is nothing where nobody paid anybody', () => {
    expect(networkEvidence('b:self', [], names)).toBeNull();
  });

  it('is called as the events call it, or by the beginning of an index', () => {
    const evidence = networkEvidence('b:self', stall, names);
    const called = Array.from({ length: 41 }, (_, account) => evidence?.nameOf(account));
    expect(called).toContain('张三');
    expect(called).toContain('self');
    expect(called).toContain('account c1');
  });
});
