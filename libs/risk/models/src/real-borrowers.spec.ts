import { readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { parseInstant } from '@fanxing/kernel';
import { catalogueFor, compileIndicators, vocabularyOf, type IndicatorEvent } from '@fanxing/risk-indicators';
import { chooseCutoff } from './measure/choose-cutoff.js';
import { auc, type Outcome } from './measure/measures.js';
import { fitScorecard } from './scorecard/fit-scorecard.js';
import { compileScorecard } from './scorecard/score-scorecard.js';

// The card customers that ship with the product (UCI, CC BY 4.0), read as their bank.json says.
const file = new URL('../../../../data/banks/taiwan/customers.csv.gz', import.meta.url);
const asOf = parseInstant('2005-10-01T00:00:00+08:00');
const months = ['2005-09-30', '2005-08-31', '2005-07-31', '2005-06-30', '2005-05-31', '2005-04-30'];

interface Customer {
  readonly id: string;
  readonly outcome: Outcome;
  readonly events: readonly IndicatorEvent[];
}

function readCustomers(): Customer[] {
  const [header = '', ...lines] = gunzipSync(readFileSync(file)).toString('utf8').trim().split(/\r?\n/);
  const names = header.split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    const cell = (name: string): string => cells[names.indexOf(name)] ?? '';
    const amount = (name: string): bigint => BigInt(Math.round(Number(cell(name)) * 100));
    const events = months.flatMap((month, place): IndicatorEvent[] => {
      const shared = {
        borrowerId: cell('ID'),
        at: parseInstant(`${month}T00:00:00+08:00`),
        currency: 'TWD',
        direction: null,
        counterparty: null,
        channel: null,
      };
      const delayMonths = Number(cell(place === 0 ? 'PAY_0' : `PAY_${place + 1}`));
      const [bill, paid] = [amount(`BILL_AMT${place + 1}`), amount(`PAY_AMT${place + 1}`)];
      return [
        { ...shared, id: `bill ${month}`, kind: 'balance', amountMinor: bill, fields: { delayMonths } },
        { ...shared, id: `paid ${month}`, kind: 'repayment', amountMinor: paid, fields: {} },
      ];
    });
    return { id: cell('ID'), outcome: Number(cell('default')) === 1 ? 1 : 0, events };
  });
}

function isTraining({ id }: Customer): boolean {
  return Number.parseInt(createHash('sha256').update(id).digest('hex').slice(0, 8), 16) % 2 === 0;
}

it('on real card customers that it was not fitted on, the scorecard keeps the bad out', () => {
  const customers = readCustomers();
  const training = customers.filter(isTraining);
  const unseen = customers.filter((customer) => !isTraining(customer));
  const names = catalogueFor(vocabularyOf(training.flatMap(({ events }) => events)));
  const indicators = compileIndicators(names);
  const figures = training.map(({ events }) => indicators.compute(events, asOf));
  const columns = names.map((name, place) => ({ name, values: figures.map((row) => row[place] ?? null) }));
  const outcome = training.map((customer) => customer.outcome);
  const { model, outOfFold } = fitScorecard({ columns, outcome, seed: 20051001 });
  const cutoff = chooseCutoff(outOfFold, outcome);

  const scorecard = compileScorecard(model);
  const few = compileIndicators(scorecard.characteristics);
  const given = unseen.map(({ events }) => {
    const row = few.compute(events, asOf).map((figure, place) => [scorecard.characteristics[place], figure]);
    return scorecard.probability(Object.fromEntries(row) as Record<string, number | null>);
  });
  const outcomes = unseen.map((customer) => customer.outcome);
  const share = (rows: readonly Outcome[]): number =>
    rows.reduce<number>((sum, bad) => sum + bad, 0) / rows.length;
  const approved = outcomes.filter((_, row) => (given[row] ?? 1) <= cutoff);

  expect(auc(outcomes, given)).toBeGreaterThan(0.72);
  expect(approved.length / outcomes.length).toBeGreaterThan(0.45);
  expect(share(approved) / share(outcomes)).toBeLessThan(0.65);
  expect(Math.abs((auc(outcomes, given) ?? 0) - (model.quality.auc ?? 0))).toBeLessThan(0.05);
  expect(Math.abs(given.reduce((sum, one) => sum + one, 0) / given.length - share(outcomes))).toBeLessThan(
    0.03,
  );
});
