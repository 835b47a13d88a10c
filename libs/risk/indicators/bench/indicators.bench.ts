import { compileIndicators, historyOf, standardCatalogue, type CompiledIndicators } from '../src/index.js';
import { generator } from '../src/engine/published.fixture.js';
import { asOf, richBorrower } from './rich-borrower.fixture.js';

jest.setTimeout(600_000);

const rounds = 25;
const names = [...standardCatalogue()];
const whole = compileIndicators(names);
const random = compileIndicators(sample(1_000));
const neighbours = compileIndicators(names.slice(5_000, 6_000));

function sample(count: number): string[] {
  const next = generator(7);
  const left = [...names];
  return Array.from({ length: count }, () => left.splice(Math.floor(next() * left.length), 1)[0] ?? '');
}

/** Each round meets a history that nothing has been worked out for yet, as a decision does of a service that has judged others before. */
function measure(events: ReturnType<typeof richBorrower>, compiled: CompiledIndicators): string {
  for (let warm = 0; warm < 100; warm += 1) compiled.figures(historyOf(events), asOf);
  const histories = Array.from({ length: rounds }, () => historyOf(events));
  return times(histories.map((history) => () => compiled.figures(history, asOf)));
}

function times(runs: readonly (() => unknown)[]): string {
  const taken = runs
    .map((run) => {
      const started = performance.now();
      run();
      return performance.now() - started;
    })
    .sort((left, right) => left - right);
  const at = (share: number): string => (taken[Math.floor((taken.length - 1) * share)] ?? 0).toFixed(2);
  return `${at(0)} least, ${at(0.5)} median, ${at(0.9)} p90`;
}

it.each([
  [1_000, 1, 5],
  [10_000, undefined, 25],
])('one borrower with %d events, one core, milliseconds', (count, limitOfMany, limitOfAll) => {
  const events = richBorrower(3, count);
  const limit = limitOfMany === undefined ? '' : ` (wanted: ${limitOfMany})`;
  process.stdout.write(
    [
      `${count} events, in milliseconds`,
      `  events into columns          ${times(Array.from({ length: rounds }, () => () => historyOf(events)))}`,
      `  1,000 indicators at random   ${measure(events, random)}${limit}`,
      `  1,000 that are neighbours    ${measure(events, neighbours)}${limit}`,
      `  all ${names.length} of the catalogue ${measure(events, whole)} (wanted: ${limitOfAll})`,
      '',
    ].join('\n'),
  );
  expect(whole.figures(historyOf(events), asOf)).toHaveLength(names.length);
});
