import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { auc, groupDisparity } from '@fanxing/risk-models';
import {
  compileWordsModel,
  findProxies,
  fitWordsModel,
  measureLeak,
  mentionsOf,
  type LabelledText,
  type ProtectedAttribute,
} from '../src/index.js';
import { hasDescription, isHeldOut, readLoans, type LoanDescription } from './loan-descriptions.fixture.js';

jest.setTimeout(1_800_000);

/** The set does not ship: `LENDINGCLUB=FOLDER npm run bench -- protected-attributes` names where it is. */
const folder = process.env['LENDINGCLUB'];
const loans =
  folder !== undefined && existsSync(join(folder, 'loans.csv.gz'))
    ? readLoans(folder).filter(hasDescription)
    : undefined;
if (!loans) process.stdout.write('protected attributes: the set is not here (LENDINGCLUB=FOLDER)\n');

const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** The Census Bureau's South: a region by the application and not by the text. */
const south = new Set('AL AR DC DE FL GA KY LA MD MS NC OK SC TN TX VA WV'.split(' '));

const mentioned: readonly ProtectedAttribute[] = [
  'family',
  'gender',
  'health',
  'religion',
  'service',
  'region',
];
const attributes: readonly (readonly [string, (loan: LoanDescription) => boolean])[] = [
  ...mentioned.map(
    (name) => [`mentions ${name}`, ({ text }: LoanDescription) => mentionsOf(text).has(name)] as const,
  ),
  ['lives in the South', ({ state }) => south.has(state)],
];

/** Four of five are approved. */
const declinedShare = 0.2;

it.each(attributes)('%s', (name, isMember) => {
  if (!loans) return;
  const train = loans.filter((loan) => !isHeldOut(loan));
  const test = loans.filter(isHeldOut);
  const labelled = loans.map((loan): LabelledText => ({ text: loan.text, isMember: isMember(loan) }));
  // Proxies are found where the model is fitted; whether they are gone is measured on all.
  const proxies = findProxies(train.map((loan) => ({ text: loan.text, isMember: isMember(loan) })));
  const without = new Set(proxies.map(({ term }) => term));
  const leak = measureLeak(labelled);
  const after = measureLeak(labelled, without);
  say(
    `${name}: ${leak.members} of ${leak.texts}; readable after the screen with AUC ${leak.auc?.toFixed(3)}, by length alone ${leak.lengthAuc?.toFixed(3)}`,
  );
  say(`  ${proxies.length} proxies, without them AUC ${after.auc?.toFixed(3)}; the strongest:`);
  for (const { term, lift, texts } of proxies.slice(0, 8))
    say(`    ${term}: lift ${lift.toFixed(2)} in ${texts}`);
  for (const [how, left] of [
    ['all words', new Set<string>()],
    ['without proxies', without],
  ] as const) {
    const score = compileWordsModel(fitWordsModel(train, { kind: 'logistic', without: left }));
    const probabilities = test.map(({ text, figures }) => score(text, figures).probability);
    const outcomes = test.map(({ outcome }) => outcome);
    const cutoff = [...probabilities].sort((one, other) => other - one)[
      Math.floor(declinedShare * probabilities.length)
    ]!;
    const groups = test.map((loan) => (isMember(loan) ? name : 'others'));
    const told = auc(
      test.map((loan) => (isMember(loan) ? 1 : 0)),
      probabilities,
    );
    say(
      `  words and application, ${how}: AUC ${auc(outcomes, probabilities)?.toFixed(4)}; ` +
        `the score tells members apart with AUC ${told?.toFixed(3)}`,
    );
    for (const group of groupDisparity({ groups, probabilities, outcomes }, cutoff))
      say(
        `    ${group.group}: ${group.rows}, bad ${group.badShare.toFixed(3)}, mean ${group.meanProbability.toFixed(3)}, ` +
          `approved ${group.approvedShare.toFixed(3)} (ratio ${group.approvedRatio.toFixed(3)}), AUC ${group.auc?.toFixed(3)}`,
      );
  }
  expect(leak.auc).not.toBeNull();
});
