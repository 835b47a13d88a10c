import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { measureScores } from '@fanxing/risk-models';
import {
  compileWordsModel,
  fitWordsModel,
  textFeatures,
  type WordsModelKind,
  type WordsRow,
} from '../src/index.js';
import { hasDescription, isHeldOut, readLoans, type LoanDescription } from './loan-descriptions.fixture.js';

jest.setTimeout(1_800_000);

/** The set does not ship: `LENDINGCLUB=FOLDER npm run bench -- loan-descriptions` names where it is. */
const folder = process.env['LENDINGCLUB'];
const loans =
  folder !== undefined && existsSync(join(folder, 'loans.csv.gz')) ? readLoans(folder) : undefined;
if (!loans) process.stdout.write('loan descriptions: the set is not here (LENDINGCLUB=FOLDER)\n');

type Seen = (loan: LoanDescription) => WordsRow;

const seeing: Readonly<Record<string, Seen>> = {
  'words alone': ({ text, outcome }) => ({ text, outcome }),
  'words and features of the text': ({ text, outcome }) => ({ text, outcome, figures: styleOf(text) }),
  'application alone': ({ figures, outcome }) => ({ text: '', outcome, figures }),
  'words and application': ({ text, figures, outcome }) => ({ text, outcome, figures }),
  "words, application and the platform's rate": ({ text, figures, rate, outcome }) => ({
    text,
    outcome,
    figures: { ...figures, rate },
  }),
  'words, features and application': ({ text, figures, outcome }) => ({
    text,
    outcome,
    figures: { ...figures, ...styleOf(text) },
  }),
};

function styleOf(text: string): Record<string, number | null> {
  return Object.fromEntries(
    textFeatures([text]).features.map(({ name, value }) => [
      name,
      value === null ? null : Math.log1p(Math.max(0, value)),
    ]),
  );
}

type Choice = (loan: LoanDescription) => boolean;

describe.each<[string, Choice, Choice]>([
  ['who wrote, a third held out by hash', hasDescription, isHeldOut],
  ['who wrote, 2011 held out', hasDescription, ({ year }) => year === 2011],
  ['all, a third held out by hash', () => true, isHeldOut],
])('%s', (who, isMeant, isTest) => {
  it.each<[string, WordsModelKind]>([
    ...Object.keys(seeing).map((name): [string, WordsModelKind] => [name, 'logistic']),
    ['words alone', 'linear-svm'],
    ['words and application', 'linear-svm'],
  ])('%s, %s', (name, kind) => {
    if (!loans) return;
    const began = performance.now();
    const rows = loans.filter(isMeant);
    const train = rows.filter((loan) => !isTest(loan)).map(seeing[name]!);
    const test = rows.filter(isTest).map(seeing[name]!);
    const model = fitWordsModel(train, { kind });
    const score = compileWordsModel(model);
    const measures = measureScores(
      test.map(({ outcome }) => outcome),
      test.map(({ text, figures }) => score(text, figures).probability),
    );
    process.stdout.write(
      `${who} | ${name} | ${kind} | fitted on ${train.length}, judged on ${test.length}: AUC ` +
        `${measures.auc?.toFixed(4)} KS ${measures.ks?.toFixed(4)} log loss ${measures.logLoss?.toFixed(4)}, ` +
        `${model.terms.length} terms, ${((performance.now() - began) / 1000).toFixed(1)} s\n`,
    );
    expect(measures.auc).toBeGreaterThan(0.55);
  });
});
