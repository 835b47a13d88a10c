import { aBorrower } from '../harness/a-loan.fixture.js';
import { aTenant, type Tenant } from '../harness/a-tenant.fixture.js';
import { destroyPlatforms } from '../harness/running-platform.fixture.js';
import { sharedPlatform } from '../harness/shared-platform.fixture.js';
import { filesSentTo } from './sent-files.fixture.js';

jest.setTimeout(120_000);

const platform = sharedPlatform();
let bank: Tenant;

beforeAll(async () => {
  await platform.start();
  bank = await aTenant(platform, 'north');
});
afterAll(destroyPlatforms);

const { begin, put, rejectedOf } = filesSentTo(platform, () => bank);

it('a body of several parts is taken in order, also where a part is cut inside of a row or an event in it is known', async () => {
  const header = 'id,borrowerId,kind,at,amount,currency,direction,fields.purpose';
  const busy = (await aBorrower(bank, 'long rows', 0)).id;
  // Most of a row stands after the line end that is in it: there the body is cut, and what follows is refused and sent again.
  const row = (index: number) =>
    `long-${index},${busy},payment,2026-11-01T08:00:00Z,${index % 7 === 3 ? 'none' : '1.00'},CNY,IN,"${index}\n${'x'.repeat(200)}"`;
  const rows = Array.from({ length: 7_000 }, (_, index) => row(index));
  await put(await begin('known', 'CSV'), [header, rows[5_000]].join('\n'), 0, true);
  const file = [header, ...rows].join('\n');
  const upload = await begin('long rows', 'CSV');
  const { answer } = await put(upload, file, 0, true);
  expect(answer).toMatchObject({
    ...{ status: 'DONE', rows: 7_001, accepted: 5_999, duplicates: 1, rejected: 1_000 },
    receivedBytes: file.length,
  });
  expect((await rejectedOf(upload, 6_900)).map((each) => [each.row, each.reason])).toEqual(
    [6_907, 6_914, 6_921, 6_928].map((number) => [number, 'AMOUNT_MALFORMED']),
  );
});
