import { aBorrower } from '../harness/a-loan.fixture.js';
import { aTenant, type Tenant } from '../harness/a-tenant.fixture.js';
import { queryAll } from '../harness/auditor.fixture.js';
import { eventually } from '../harness/eventually.fixture.js';
import { destroyPlatforms, newPlatform } from '../harness/running-platform.fixture.js';
import { inner } from '../gateway/door.fixture.js';

jest.setTimeout(180_000);

/** As the bytes stand in the table, in hexadecimal. */
interface Sealed extends Record<string, unknown> {
  readonly data_key: string;
  readonly reference_sealed: string;
  readonly attributes_sealed: string;
}

const platform = newPlatform();
let bank: Tenant;
let neighbour: Tenant;

beforeAll(async () => {
  await platform.start();
  [bank, neighbour] = [await aTenant(platform, 'north'), await aTenant(platform, 'south')];
});
afterAll(destroyPlatforms);

const columns = ['data_key', 'reference_sealed', 'attributes_sealed'] as const;

async function sealedOf(id: string): Promise<Sealed> {
  const shown = columns.map((column) => `encode(${column}, 'hex') AS ${column}`).join(', ');
  const [row] = await queryAll<Sealed>(platform, `SELECT ${shown} FROM lending.borrower WHERE id = $1`, [id]);
  if (!row) throw new Error(`there is no borrower ${id}`);
  return row;
}

/** As somebody could who has the database, and no key. */
async function write(id: string, change: Partial<Sealed>): Promise<void> {
  for (const [column, value] of Object.entries(change))
    await queryAll(platform, `UPDATE lending.borrower SET ${column} = decode($2, 'hex') WHERE id = $1`, [
      id,
      value,
    ]);
}

const flipped = (hex: string, byte: number): string => {
  const bytes = Buffer.from(hex, 'hex');
  const at = byte < 0 ? bytes.length + byte : byte;
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  return bytes.toString('hex');
};

const put = (hex: string, byte: number, value: number): string => {
  const bytes = Buffer.from(hex, 'hex');
  bytes[byte] = value;
  return bytes.toString('hex');
};

/** What the bank is told when it looks: what is there, or why not. */
async function seen(id: string): Promise<string> {
  const query = 'query ($id: ID!) { borrower(id: $id) { reference attributes } }';
  const { data, errors } = await bank.lender.send<{ borrower: unknown }>(query, { id });
  expect(JSON.stringify(errors)).not.toMatch(inner);
  const [error] = errors;
  if (!error) return JSON.stringify(data?.borrower);
  expect(data?.borrower ?? null).toBeNull();
  return error.extensions.reason;
}

describe.each(['AES_256_GCM', 'SM4_CTR_HMAC_SM3'])('what stands sealed with %s', (suite) => {
  let own: string;
  let other: string;
  let strangers: string;

  beforeAll(async () => {
    for (const { owner } of [bank, neighbour])
      await owner.do('rotateKey', { idempotencyKey: suite, suite }, 'version');
    [own, other] = [(await aBorrower(bank, `Wang ${suite}`)).id, (await aBorrower(bank, `Li ${suite}`)).id];
    strangers = (await aBorrower(neighbour, `Wang ${suite}`)).id;
    // Which suite it is stands in the second byte.
    const code = suite === 'AES_256_GCM' ? '01' : '02';
    await eventually(60_000, async () => {
      const { data_key: key } = await sealedOf(own);
      return key.slice(2, 4) === code ? true : undefined;
    });
  });

  const attacks: readonly [string, (mine: Sealed) => Promise<Partial<Sealed>>][] = [
    [
      'with a bit of the text changed',
      async (mine) => ({ reference_sealed: flipped(mine.reference_sealed, 40) }),
    ],
    [
      'with a bit of the tag changed',
      async (mine) => ({ reference_sealed: flipped(mine.reference_sealed, -1) }),
    ],
    [
      'with a bit of the commitment changed',
      async (mine) => ({ attributes_sealed: flipped(mine.attributes_sealed, 5) }),
    ],
    ['cut short', async (mine) => ({ reference_sealed: mine.reference_sealed.slice(0, -2) })],
    ['cut to nothing', async () => ({ reference_sealed: '' })],
    ['made longer', async (mine) => ({ reference_sealed: `${mine.reference_sealed}00` })],
    [
      'said to be of the other suite',
      async (mine) => ({ reference_sealed: put(mine.reference_sealed, 1, suite === 'AES_256_GCM' ? 2 : 1) }),
    ],
    ['said to be of no suite', async (mine) => ({ reference_sealed: put(mine.reference_sealed, 1, 0) })],
    [
      'said to be of another format',
      async (mine) => ({ reference_sealed: put(mine.reference_sealed, 0, 0) }),
    ],
    [
      'with columns exchanged',
      async (mine) => ({
        reference_sealed: mine.attributes_sealed,
        attributes_sealed: mine.reference_sealed,
      }),
    ],
    ['with another row’s text', async () => ({ reference_sealed: (await sealedOf(other)).reference_sealed })],
    ['with another row’s key', async () => ({ data_key: (await sealedOf(other)).data_key })],
    ['with another row’s key and texts', async () => ({ ...(await sealedOf(other)) })],
    ['with another tenant’s key and texts', async () => ({ ...(await sealedOf(strangers)) })],
    ['under a key version that nobody made', async (mine) => ({ data_key: put(mine.data_key, 2, 0x7f) })],
    ['under an older key version than it says', async (mine) => ({ data_key: put(mine.data_key, 5, 1) })],
    ['with a bit of its key changed', async (mine) => ({ data_key: flipped(mine.data_key, 70) })],
    ['with its key cut short', async (mine) => ({ data_key: mine.data_key.slice(0, 40) })],
    [
      'with its key said to be of the other suite',
      async (mine) => ({ data_key: put(mine.data_key, 1, suite === 'AES_256_GCM' ? 2 : 1) }),
    ],
  ];

  it.each(attacks)('%s is not shown, and opens again when it is put back', async (_, attack) => {
    const before = await sealedOf(own);
    const right = await seen(own);
    expect(right).toContain('Wang');
    await write(own, await attack(before));
    expect(await seen(own)).toMatch(/^(DATA_UNREADABLE|KEYS_UNAVAILABLE)$/);
    await write(own, before);
    expect(await seen(own)).toBe(right);
  });
});
