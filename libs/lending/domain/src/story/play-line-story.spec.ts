import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '@fanxing/kernel';
import { playLineStory, type LineStoryResult } from './play-line-story.js';

interface StoryCase {
  readonly name: string;
  readonly story: Record<string, unknown>;
  readonly result: LineStoryResult;
}

/** One case a line, results computed apart from this code with exact fractions. */
const cases = readFileSync(join(import.meta.dirname, 'line-stories.ndjson'), 'utf8')
  .trim()
  .split('\n')
  .map((text) => JSON.parse(text) as StoryCase);

function faultOf(story: unknown): Fault {
  try {
    playLineStory(story);
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
  throw new Error('this story was accepted');
}

describe('the story of a revolving line', () => {
  it.each(cases.map(({ name, ...rest }) => [name, rest] as const))('%s', (_, { story, result }) => {
    expect(playLineStory(story)).toEqual(result);
  });

  it("tells of a farmer's season: 25 draws, 787,000 in all, never over the line of 300,000", () => {
    const farmer = cases.at(-1)!;
    const events = farmer.story['events'] as { draw?: string }[];
    const drawn = events.flatMap((event) => (event.draw === undefined ? [] : [Number(event.draw)]));
    const result = playLineStory(farmer.story);
    expect(drawn).toHaveLength(25);
    expect(drawn.reduce((sum, amount) => sum + amount, 0)).toBe(787_000);
    expect(Math.max(...result.days.map((day) => Number(day.outstanding)))).toBeLessThanOrEqual(300_000);
    expect(result.rejected).toEqual([]);
  });

  it('is the same in whatever order its days are told, as long as each day keeps its own', () => {
    const { story, result } = cases.find((each) => each.name.startsWith('a draw over what is available'))!;
    const [first, second, third, fourth] = story['events'] as unknown[];
    expect(playLineStory({ ...story, events: [fourth, second, third, first] })).toEqual(result);
  });

  it('can be told without a day count, and shows every day to the end of the last', () => {
    const { days } = playLineStory({
      limit: '100',
      currency: 'JPY',
      dailyRate: '0.001',
      openedOn: '2026-02-27',
      events: [],
      asOf: '2026-03-01',
    });
    expect(days).toEqual([
      { on: '2026-02-27', outstanding: '0', interest: '0' },
      { on: '2026-02-28', outstanding: '0', interest: '0' },
      { on: '2026-03-01', outstanding: '0', interest: '0' },
    ]);
  });
});

describe('a story that can not be played', () => {
  const sound = cases[0]!.story;

  it.each<[object, string, string]>([
    [{ limit: '0.00' }, 'limit', 'AMOUNT_NOT_POSITIVE'],
    [{ limit: 100_000 }, 'limit', 'INPUT_INVALID'],
    [{ limit: '1.001' }, 'limit', 'AMOUNT_TOO_PRECISE'],
    [{ currency: 'RMB' }, 'currency', 'CURRENCY_UNKNOWN'],
    [{ dailyRate: '5' }, 'dailyRate', 'INPUT_INVALID'],
    [{ dailyRate: '-0.0005' }, 'dailyRate', 'INPUT_INVALID'],
    [{ dailyRate: '0,0005' }, 'dailyRate', 'RATE_MALFORMED'],
    [{ dayCount: '30/360' }, 'dayCount', 'INPUT_INVALID'],
    [{ openedOn: '2026-02-30' }, 'openedOn', 'DATE_MALFORMED'],
    [{ asOf: '2026-02-28' }, 'asOf', 'INPUT_INVALID'],
    [{ asOf: '2226-03-01' }, 'asOf', 'INPUT_INVALID'],
    [{ events: {} }, 'events', 'INPUT_INVALID'],
    [{ events: [{ on: '2026-02-28', draw: '1' }] }, 'events[0].on', 'INPUT_INVALID'],
    [{ events: [{ on: '2026-03-01' }] }, 'events[0]', 'INPUT_INVALID'],
    [{ events: [{ on: '2026-03-01', draw: '1', repay: '1' }] }, 'events[0]', 'INPUT_INVALID'],
    [
      {
        events: [
          { on: '2026-03-01', draw: '1' },
          { on: '2026-03-01', repay: 'x' },
        ],
      },
      'events[1].repay',
      'AMOUNT_MALFORMED',
    ],
    [{ events: [{ on: '2026-03-01', borrow: '1' }] }, 'events[0]', 'INPUT_INVALID'],
    [{ limits: '1' }, 'story', 'INPUT_INVALID'],
  ])('because of %j is refused with the place', (change, path, reason) => {
    expect(faultOf({ ...sound, ...change })).toMatchObject({ path, reason });
  });

  it.each([null, 'story', []])('because it is %j is refused', (story) => {
    expect(faultOf(story)).toMatchObject({ path: 'story', reason: 'INPUT_INVALID' });
  });
});
