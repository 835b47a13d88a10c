import type { BankFolder } from '@fanxing/bank-folder';
import { toEpochMs, type Instant } from '@fanxing/kernel';
import { catalogueFor, compileIndicators, vocabularyOf } from '@fanxing/risk-indicators';
import {
  chooseCutoff,
  fitScorecard,
  type Outcome,
  type Scorecard,
  type TrainingColumn,
} from '@fanxing/risk-models';
import { firstStrategy, type Jdm } from '@fanxing/risk-strategy';
import { categoriesOf, type DataDictionary, type DataNameKind } from '@fanxing/runtime/consent';
import { eventsBefore, type Customer } from './customers.js';
import { DemoError } from './demo-error.js';
import type { FoundedBank } from './found-bank.js';
import { productCode, terms } from './publish-product.js';

/** A customer of the train part whose outcome is known. */
type Example = Customer & { readonly outcome: NonNullable<Customer['outcome']> };

export interface FittedRules {
  readonly model: Scorecard;
  readonly strategy: Jdm;
  readonly examples: number;
}

const seed = 310;
const msPerDay = 86_400_000;
const staleAfterDaysLeast = 92;

/**
 * Fits the first scorecard on the train part with the product's own code, and builds the first strategy around it.
 * Only what was known before each customer's own moment is used, no protected attribute, and no data that a credit
 * decision does not need.
 */
export function fitRules(
  { manifest }: BankFolder,
  customers: readonly Customer[],
  dictionary: DataDictionary,
): FittedRules {
  const examples = customers.filter(
    (customer): customer is Example =>
      customer.isTrain &&
      customer.outcome !== undefined &&
      eventsBefore(customer, customer.outcome.asOf) >= manifest.minimumEvents,
  );
  if (examples.length === 0)
    throw new DemoError(
      'no customer of the train part has enough history and a known outcome: a scorecard can not be fitted',
    );
  const outcome = examples.map((example): Outcome => (example.outcome.isBad ? 1 : 0));
  const columns = [
    ...indicatorColumns(examples, dictionary),
    ...attributeColumns(examples, manifest.protectedAttributes, dictionary),
  ];
  const { model, outOfFold } = fitScorecard({ columns, outcome, seed });
  const strategy = firstStrategy({
    ...terms,
    currency: manifest.currency,
    probabilityCutoff: probabilityBetween(chooseCutoff(outOfFold, outcome)),
    minimumEvents: manifest.minimumEvents,
    staleAfterDays: staleAfterDays(examples),
  });
  return { model, strategy, examples: examples.length };
}

/** The risk officer publishes both; from then on the strategy decides for the product. */
export async function publishRules(
  { riskOfficer }: FoundedBank,
  { model, strategy }: FittedRules,
  protectedAttributes: readonly string[],
): Promise<void> {
  const { publishModel } = await riskOfficer.send<{ publishModel: { id: string } }>(
    'mutation ($input: PublishModelInput!) { publishModel(input: $input) { id } }',
    {
      input: {
        idempotencyKey: 'first-scorecard',
        code: 'first-scorecard',
        content: model,
        protectedAttributes,
      },
    },
  );
  await riskOfficer.send(
    'mutation ($input: PublishStrategyInput!) { publishStrategy(input: $input) { id } }',
    {
      input: { idempotencyKey: 'first-strategy', productCode, modelId: publishModel.id, content: strategy },
    },
  );
}

/** Where nobody of the train part was bad, or everybody, the scorecard says 0 or 1, which no strategy can be cut at. */
function probabilityBetween(cutoff: number): number {
  return Math.min(Math.max(cutoff, 0.0001), 0.9999);
}

function indicatorColumns(examples: readonly Example[], dictionary: DataDictionary): TrainingColumn[] {
  const known = examples.flatMap(({ events, outcome }) =>
    events.filter(({ at, kind }) => at < outcome.asOf && isNeeded(dictionary, 'EVENT_KIND', kind)),
  );
  const indicators = compileIndicators(catalogueFor(vocabularyOf(known)));
  const rows = examples.map(({ events, outcome }) => indicators.compute(events, outcome.asOf));
  return indicators.names.map((name, place) => ({ name, values: rows.map((row) => row[place] ?? null) }));
}

function attributeColumns(
  examples: readonly Example[],
  protectedAttributes: readonly string[],
  dictionary: DataDictionary,
): TrainingColumn[] {
  const names = new Set(examples.flatMap(({ attributes }) => Object.keys(attributes)));
  for (const name of protectedAttributes) names.delete(name);
  const needed = [...names].filter((name) => isNeeded(dictionary, 'ATTRIBUTE', name));
  return needed.map((name) => {
    const values = examples.map(({ attributes }) => attributes[name] ?? null);
    const isNumeric = values.every((value) => value === null || typeof value === 'number');
    return {
      name: `attributes.${name}`,
      values: isNumeric ? values : values.map((value) => (value === null ? null : String(value))),
    } as TrainingColumn;
  });
}

function isNeeded(dictionary: DataDictionary, kind: DataNameKind, name: string): boolean {
  const category = dictionary.find(kind, name);
  return category !== undefined && categoriesOf('CREDIT_DECISION').includes(category);
}

/** A quarter of a year, or longer where this bank's files end earlier before its decisions than that. */
function staleAfterDays(examples: readonly Example[]): number {
  const gaps = examples
    .map(({ eventTimes, outcome: { asOf } }) => {
      const last = eventTimes.reduce<Instant | null>(
        (latest, at) => (at < asOf && (latest === null || at > latest) ? at : latest),
        null,
      );
      return last === null ? 0 : (toEpochMs(asOf) - toEpochMs(last)) / msPerDay;
    })
    .sort((left, right) => left - right);
  return Math.max(staleAfterDaysLeast, Math.ceil(gaps[Math.floor(gaps.length * 0.98)] ?? 0));
}
