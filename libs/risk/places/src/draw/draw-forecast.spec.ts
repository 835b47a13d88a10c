import { parseBusinessDate, parseCurrency } from '@fanxing/kernel';
import { SaxesParser } from 'saxes';
import { assessShop } from '../assess/assess-shop.js';
import { noHolidays } from '../series/holiday-calendar.js';
import { madeTakings } from '../series/made-takings.fixture.js';
import { readTakings } from '../series/takings-series.js';
import { assumedEffects, type PlannedWork } from '../surroundings/planned-works.js';
import { drawForecast } from './draw-forecast.js';

const position = { latitude: 31.2304, longitude: 121.4737 };
const currency = parseCurrency('CNY');
const takings = readTakings(madeTakings({ noise: 0.2 }), noHolidays);
const work: PlannedWork = {
  kind: 'metro-works',
  name: '地铁 <14> & "号"',
  geometry: { type: 'Point', at: position },
  from: parseBusinessDate('2026-07-01'),
  until: null,
};

function drawn(works: readonly PlannedWork[]): string {
  const surroundings = { places: [], works, effects: assumedEffects, seasons: [] };
  const shop = { position, trade: 'buns', currency, takings, calendar: noHolidays };
  return drawForecast(assessShop(shop, surroundings), { takings, currency });
}

interface Drawn {
  readonly counts: Readonly<Record<string, number>>;
  readonly text: string;
}

function read(svg: string): Drawn {
  const counts: Record<string, number> = {};
  let text = '';
  const parser = new SaxesParser();
  parser.on('opentag', ({ name }) => (counts[name] = (counts[name] ?? 0) + 1));
  parser.on('text', (part) => (text += part));
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(svg).close();
  return { counts, text };
}

it('draws the fan with the works marked, named and described for who can not see it', () => {
  const { counts, text } = read(drawn([work]));
  expect(counts).toMatchObject({ path: 3, desc: 1 });
  // The page, the shade over the fan, and the bar below it.
  expect(counts['rect']).toBe(3);
  expect(text).toContain('地铁 <14> & "号" −35 %');
  expect(text).toContain('grade 评级');
  expect(text).toMatch(/expected while this lasts/);
});

it('draws a shop with nothing around it, and not more works than can be told apart', () => {
  expect(read(drawn([])).counts['rect']).toBe(1);
  const many = read(drawn(Array.from({ length: 20 }, () => work)));
  expect(many.counts['rect']).toBe(1 + 2 * 12);
  expect(many.text).toContain('12 of 20 works shown');
});

it('stays inside its frame and holds no figure that is none', () => {
  const svg = drawn([work]);
  expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  for (const [, number] of svg.matchAll(/ (?:x|x1|x2)="(-?[\d.]+)"/g)) {
    expect(Number(number)).toBeGreaterThanOrEqual(0);
    expect(Number(number)).toBeLessThanOrEqual(960);
  }
});
