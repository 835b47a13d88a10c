import { aggregateDefinition, type AggregateName } from '../name/aggregate.js';
import { isFiltered, plainIndicator, type Indicator } from '../name/indicator.js';
import { formatIndicator } from '../name/parse-indicator.js';
import type { KindVocabulary, Vocabulary } from './vocabulary.js';

export interface CatalogueOptions {
  /** How many names are given at most; 3,000 unless told. The plainest come first. */
  readonly limit?: number;
  /** Days, or null for the whole history. */
  readonly windows?: readonly (number | null)[];
}

/** What a short catalogue asks of everything that a bank holds; the built-in one (`standardCatalogue`) asks more. */
const aggregates: readonly AggregateName[] = [
  'count',
  'sum',
  'mean',
  'min',
  'max',
  'first',
  'last',
  'deviation',
  'median',
  'p10',
  'p25',
  'p75',
  'p90',
  'slope',
  'counterparties',
  'concentration',
  'daysSinceLast',
  'longestGap',
  'countShare',
  'sumShare',
  'countRatio',
  'sumRatio',
  'meanRatio',
];

/** Most telling first, so that a short catalogue is a sensible one. */
const standardWindows: readonly (number | null)[] = [90, null, 30, 180, 365, 60, 7];

/**
 * Every indicator that makes sense for what a bank's events hold, plainest first: few filters before many, everyday
 * aggregates and windows before rare ones. The same vocabulary always gives the same list.
 */
export function catalogueFor(vocabulary: Vocabulary, options: CatalogueOptions = {}): string[] {
  const { limit = 3_000, windows = standardWindows } = options;
  const ranked: { readonly name: string; readonly rank: number }[] = [];
  for (const kind of vocabulary.kinds) {
    for (const [indicator, rank] of indicatorsOf(kind, windows))
      ranked.push({ name: formatIndicator(indicator), rank });
  }
  ranked.sort((left, right) => left.rank - right.rank || (left.name < right.name ? -1 : 1));
  return ranked.slice(0, limit).map(({ name }) => name);
}

function* indicatorsOf(
  vocabulary: KindVocabulary,
  windows: readonly (number | null)[],
): Generator<[Indicator, rank: number]> {
  for (const [filter, filterRank] of filtersOf(vocabulary)) {
    for (const aggregate of aggregates) {
      for (const measure of measuresOf(vocabulary, aggregate)) {
        for (const [windowRank, windowDays] of windows.entries()) {
          const indicator: Indicator = { ...plainIndicator, ...filter, measure, aggregate, windowDays };
          if (makesSense(indicator, vocabulary)) {
            yield [indicator, filterRank + aggregateRank(aggregate) + windowRank];
          }
        }
      }
    }
  }
}

type Filter = Pick<Indicator, 'kind' | 'direction' | 'channel' | 'fields'>;

function* filtersOf(vocabulary: KindVocabulary): Generator<[Filter, rank: number]> {
  const none: Filter = { kind: vocabulary.kind, direction: null, channel: null, fields: [] };
  yield [none, 0];
  // A kind that only ever goes one way says nothing new when it is filtered by that way.
  const directions = vocabulary.directions.length > 1 ? vocabulary.directions : [];
  for (const direction of directions) yield [{ ...none, direction }, 1];
  for (const [place, channel] of vocabulary.channels.entries()) {
    yield [{ ...none, channel }, 2 + place / 4];
    for (const direction of directions) yield [{ ...none, channel, direction }, 5 + place / 4];
  }
  for (const { field, values } of vocabulary.textFields) {
    for (const [place, value] of values.entries()) {
      yield [{ ...none, fields: [{ field, value }] }, 2 + place / 4];
    }
  }
}

function measuresOf(vocabulary: KindVocabulary, aggregate: AggregateName): (string | null)[] {
  if (!aggregateDefinition(aggregate).measured) return [null];
  return [...(vocabulary.hasAmount ? [null] : []), ...vocabulary.numericFields];
}

function makesSense(indicator: Indicator, vocabulary: KindVocabulary): boolean {
  const { needsFilter, needsWindow } = aggregateDefinition(indicator.aggregate);
  if (needsFilter && !isFiltered(indicator)) return false;
  if (needsWindow && indicator.windowDays === null) return false;
  if (indicator.aggregate === 'counterparties' || indicator.aggregate === 'concentration') {
    return vocabulary.hasCounterparty && indicator.measure === null;
  }
  return true;
}

function aggregateRank(aggregate: AggregateName): number {
  if (everyday.has(aggregate)) return 0;
  return usual.has(aggregate) ? 2 : 4;
}

const everyday = new Set<AggregateName>(['count', 'sum', 'mean', 'min', 'max', 'last']);
const usual = new Set<AggregateName>([
  'deviation',
  'slope',
  'median',
  'daysSinceLast',
  'countShare',
  'sumShare',
  'sumRatio',
]);
