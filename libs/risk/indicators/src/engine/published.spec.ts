import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromEpochMs } from '@fanxing/kernel';
import { compileIndicators } from './compile-indicators.js';
import { publishedAsOf, publishedEvents } from './published.fixture.js';

type Line = readonly [name: string, ...figures: (number | null)[]];

/** Computed on 2026-11-27 by the first engine; decisions that rest on such figures are replayed to the same fingerprint. */
const lines = JSON.parse(readFileSync(join(__dirname, 'published-figures.json'), 'utf8')) as Line[];
const histories = [publishedEvents(1, 300), publishedEvents(2, 12), publishedEvents(3, 90, true)];

it('names that were published give the same figures as ever, to the last bit', () => {
  const compiled = compileIndicators(lines.map(([name]) => name));
  histories.forEach((events, place) => {
    const figures = compiled.compute(events, fromEpochMs(publishedAsOf));
    const differing = lines.filter((line, at) => figures[at] !== line[place + 1]);
    expect(differing.map(([name]) => name)).toEqual([]);
  });
});
