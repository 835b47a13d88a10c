import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fanxing } from '../cli.fixture.js';

jest.setTimeout(60_000);

const folder = mkdtempSync(join(tmpdir(), 'fanxing-place-'));
const file = (name: string): string => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));

const shop = {
  position: { latitude: 31.2304, longitude: 121.4737 },
  trade: 'noodles',
  currency: 'CNY',
  takings: Array.from({ length: 120 }, (_, day) => ({
    on: new Date(Date.UTC(2026, 5, 1 + day)).toISOString().slice(0, 10),
    amount: `${2_000 + (day % 7) * 100}.50`,
  })),
};
const around = {
  works: [
    {
      kind: 'metro-works',
      geometry: { type: 'Point', coordinates: [121.4738, 31.2304] },
      from: '2026-10-08',
      until: '2027-03-31',
    },
  ],
};

interface Shown {
  readonly months: readonly { readonly takings: string; readonly low: string; readonly high: string }[];
  readonly limit: string;
  readonly reasons: readonly {
    readonly code: string;
    readonly text: { readonly en: string; readonly zh: string };
  }[];
}

describe('fanxing place forecast', () => {
  beforeAll(() => {
    writeFileSync(file('shop.json'), JSON.stringify(shop));
    writeFileSync(file('around.json'), JSON.stringify(around));
  });

  it('forecasts less where a metro site opens, and says so in both languages', async () => {
    const forecast = async (...options: string[]): Promise<Shown> => {
      const ran = await fanxing(['place', 'forecast', '--shop', file('shop.json'), ...options, '--json']);
      expect([ran.status, ran.stderr]).toEqual([0, '']);
      return JSON.parse(ran.stdout) as Shown;
    };
    const [quiet, dug] = [
      await forecast(),
      await forecast('--surroundings', file('around.json'), '--draw', file('fan.svg')),
    ];
    expect(dug.months).toHaveLength(6);
    expect(Number(dug.months[1]!.takings)).toBeLessThan(Number(quiet.months[1]!.takings) * 0.8);
    expect(Number(dug.limit)).toBeLessThan(Number(quiet.limit));
    expect(readFileSync(file('fan.svg'), 'utf8')).toMatch(/^<svg[^]*metro-works −34 %[^]*<\/svg>\n$/);
    expect(dug.reasons[0]).toMatchObject({
      code: 'WORKS_PLANNED',
      text: { en: expect.stringContaining('metro works'), zh: expect.stringContaining('地铁施工') },
    });
  });

  it('tells people as a table', async () => {
    const { status, stdout } = await fanxing(['place', 'forecast', '--shop', '-'], {}, JSON.stringify(shop));
    expect(status).toBe(0);
    expect(stdout).toMatch(/low \(80 %\)/);
    expect(stdout).toMatch(/grade [A-E], limit \d+\.00 CNY/);
  });

  it('says which field is wrong, with status 3', async () => {
    const wrong = { ...shop, position: { latitude: 121.47, longitude: 31.23 } };
    const ran = await fanxing(['place', 'forecast', '--shop', '-', '--json'], {}, JSON.stringify(wrong));
    expect(ran.status).toBe(3);
    expect(JSON.parse(ran.stdout)).toMatchObject({
      error: { code: 'BAD_USER_INPUT', details: { reason: 'POSITION_OUTSIDE_WORLD', path: 'position' } },
    });
    writeFileSync(
      file('wrong.json'),
      JSON.stringify({ works: [{ ...around.works[0], until: '2026-10-07' }] }),
    );
    const works = await fanxing([
      'place',
      'forecast',
      '--shop',
      file('shop.json'),
      '--surroundings',
      file('wrong.json'),
    ]);
    expect([works.status, works.stderr]).toEqual([3, expect.stringContaining('wrong.json, works[0].until')]);
  });
});
