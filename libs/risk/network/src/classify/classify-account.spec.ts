import { auc, type Outcome } from '@fanxing/risk-models';
import type { AccountEvidence } from '../account/account-evidence.js';
import { playedPayments } from '../simulate/play.js';
import { AccountClassifier } from './account-classifier.js';
import { classifyAccount } from './classify-account.js';
import { fitLinear } from '../linear/linear-model.js';
import { merchantModel } from './merchant-model.js';
import { merchantProperties } from './merchant-properties.js';
import { fittingWorlds, simulatedAccounts, type SimulatedAccount } from './simulated-accounts.js';

jest.setTimeout(120_000);

describe('in simulated towns that the model was not fitted to', () => {
  const towns = [
    { seed: 101, individuals: 1_000, days: 60 },
    { seed: 102, individuals: 600, days: 10, choice: 5 },
    { seed: 103, individuals: 600, days: 45, sociability: 3, choice: 2, loners: 0.3 },
    { seed: 104, individuals: 600, days: 30, choice: 8, loners: 0.4 },
  ].map(simulatedAccounts);
  const probability = ({ evidence }: SimulatedAccount): number => classifyAccount(evidence).probability;

  it.each([0, 1, 2, 3])('merchants are told from persons (town %i)', (town) => {
    const accounts = towns[town]!;
    const outcomes = accounts.map(({ isMerchant }): Outcome => (isMerchant ? 1 : 0));
    expect(auc(outcomes, accounts.map(probability))).toBeGreaterThan(0.98);
  });

  it.each(['landlord', 'organiser', 'family shop', 'wholesaler', 'stall'])(
    'so are most of the hard case: %s',
    (role) => {
      const some = towns.flat().filter((account) => account.role === role);
      const right = some.filter((account) => probability(account) >= 0.5 === account.isMerchant);
      expect(some.length).toBeGreaterThan(5);
      expect(right.length / some.length).toBeGreaterThan(0.8);
    },
  );

  it('a probability is about how often it is right', () => {
    const accounts = towns.flat();
    const mean = accounts.reduce((sum, account) => sum + probability(account), 0) / accounts.length;
    const share = accounts.filter(({ isMerchant }) => isMerchant).length / accounts.length;
    expect(Math.abs(mean - share)).toBeLessThan(0.03);
    const sure = accounts.filter((account) => probability(account) > 0.9);
    expect(sure.filter(({ isMerchant }) => isMerchant).length / sure.length).toBeGreaterThan(0.95);
  });
});

describe('the model in the file', () => {
  it('is what fitting it to its towns gives', () => {
    const accounts = fittingWorlds.flatMap(simulatedAccounts);
    const fitted = fitLinear(
      merchantProperties,
      accounts.map(({ evidence }) => evidence),
      accounts.map(({ isMerchant }) => isMerchant),
      50,
    );
    expect(fitted).toEqual(merchantModel);
  });
});

const few: AccountEvidence = {
  degree: 2,
  coefficient: 0,
  coefficientError: 0,
  payers: 1,
  payees: 1,
  reciprocity: 0,
  incomingShare: 0.5,
  counterpartyEntropy: 1,
  payments: 2,
  rhythm: { incomingDays: 0.1, incomingPerDay: 1, hourConcentration: 1 },
};

describe('an account', () => {
  it('with two counterparties that do not know each other is no merchant for that', () => {
    expect(classifyAccount(few).kind).toBe('individual');
    const openness = (evidence: AccountEvidence): number =>
      classifyAccount(evidence).contributions.find(({ property }) => property === 'openness')!.value;
    expect(openness({ ...few, degree: 100 })).toBeGreaterThan(openness(few));
  });

  it('is explained: base and contributions are the log-odds', () => {
    const { probability, base, contributions } = classifyAccount(few);
    const logOdds = contributions.reduce((sum, { logOdds: part }) => sum + part, base);
    expect(1 / (1 + Math.exp(-logOdds))).toBeCloseTo(probability, 12);
  });

  it('that only pays itself has no counterparties, and an answer', () => {
    const row = { from: 'a', to: 'a', amount: '1', at: '2026-01-01T00:00:00Z' };
    const { evidence, probability } = new AccountClassifier(playedPayments([row])).classify(0);
    expect([evidence.degree, evidence.payments]).toEqual([0, 0]);
    expect(probability).toBeLessThan(0.5);
  });
});
