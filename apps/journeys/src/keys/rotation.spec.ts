import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { aLine, draw, untilSettled, type Line } from '../harness/a-loan.fixture.js';
import { aTenant, type Tenant } from '../harness/a-tenant.fixture.js';
import { findings, queryAll } from '../harness/auditor.fixture.js';
import { eventually } from '../harness/eventually.fixture.js';
import { destroyPlatforms, newPlatform } from '../harness/running-platform.fixture.js';

jest.setTimeout(240_000);

const platform = newPlatform();
const program = join(import.meta.dirname, '../../../cli/bin/fanxing.mjs');
const borrowersCount = 300;
let bank: Tenant;
let line: Line;
const ids: string[] = [];

interface KeyVersion {
  readonly version: number;
  readonly suite: string;
  readonly progress: readonly { service: string; rowsDone: number; endedAt: string | null }[];
}

const nameOf = (number: number, round = 0) => ({
  reference: `customer ${number}`,
  attributes: { region: 'north', round },
  name: `客户${number}`,
  phone: `138${String(number).padStart(8, '0')}`,
});

beforeAll(async () => {
  await platform.start();
  bank = await aTenant(platform, 'north');
  line = await aLine(bank, 'Wang');
  const borrowers = Array.from({ length: borrowersCount }, (_, number) => nameOf(number));
  const imported = await bank.lender.do<{ borrowerIds: string[] }>(
    'importBorrowers',
    { idempotencyKey: 'all', borrowers },
    'borrowerIds',
  );
  ids.push(...imported.borrowerIds);
});
afterAll(destroyPlatforms);

const shown = 'id reference attributes phone inClear { name phone }';

async function read(number: number): Promise<Record<string, unknown>> {
  const { borrower } = await bank.lender.ask<{ borrower: Record<string, unknown> }>(
    `query ($id: ID!) { borrower(id: $id) { ${shown} } }`,
    { id: ids[number] },
  );
  return borrower;
}

async function fanxing(...options: string[]): Promise<Record<string, unknown>> {
  const command = [program, ...options, '--data-dir', platform.folder, '--json'];
  const { stdout } = await promisify(execFile)(process.execPath, command);
  return JSON.parse(stdout) as Record<string, unknown>;
}

/** Reads, changes and draws without a pause until it is told to end; answers how many it did, and fails with the first that failed. */
function load(): { end: () => Promise<number> } {
  let isEnding = false;
  const rounds = Array(borrowersCount).fill(0) as number[];
  const worker = async (first: number): Promise<number> => {
    let count = 0;
    for (let number = first; !isEnding; number = (number + 7) % borrowersCount) {
      const round = (rounds[number] ?? 0) + 1;
      const idempotencyKey = `change ${number} ${round} ${first} ${count}`;
      await bank.lender.do('createBorrower', { idempotencyKey, borrower: nameOf(number, round) }, 'id');
      rounds[number] = round;
      expect(await read(number)).toMatchObject({ phone: `138****${String(number).padStart(4, '0')}` });
      count += 2;
    }
    return count;
  };
  const workers = [0, 1, 2].map(worker);
  return {
    end: async () => {
      isEnding = true;
      return (await Promise.all(workers)).reduce((sum, each) => sum + each, 0);
    },
  };
}

const versions = async (): Promise<KeyVersion[]> =>
  (
    await bank.owner.ask<{ keyVersions: KeyVersion[] }>(
      '{ keyVersions { version suite progress { service rowsDone endedAt } } }',
    )
  ).keyVersions;

async function everybodyIsIntact(): Promise<void> {
  for (let number = 0; number < borrowersCount; number += 1) {
    const phone = `138${String(number).padStart(8, '0')}`;
    expect(await read(number)).toMatchObject({
      reference: `customer ${number}`,
      inClear: { name: `客户${number}`, phone: `+86${phone}` },
    });
  }
}

describe('a key that is rotated while the bank works', () => {
  it('the tenant’s: all is encrypted anew, with another cipher, and nothing is lost', async () => {
    const work = load();
    const rotated = await bank.owner.do<KeyVersion>(
      'rotateKey',
      { idempotencyKey: 'to SM4', suite: 'SM4_CTR_HMAC_SM3' },
      'version suite',
    );
    expect(rotated).toEqual({ version: 2, suite: 'SM4_CTR_HMAC_SM3' });
    const loan = await draw(bank, line.lineId, '500.00', 'meanwhile');
    await eventually(60_000, async () => {
      const [row] = await queryAll<{ old: string }>(
        platform,
        `SELECT (SELECT count(*) FROM lending.borrower WHERE data_key IS NULL OR foundation.key_version(data_key) < 2)
              + (SELECT count(*) FROM risk.event WHERE data_key IS NULL OR foundation.key_version(data_key) < 2)
              + (SELECT count(*) FROM risk.decision WHERE split_part(facts_sealed, '.', 2)::integer < 2)
              + (SELECT count(*) FROM tenant.consent WHERE split_part(proof, '.', 2)::integer < 2) AS old`,
      );
      return row?.old === '0' ? true : undefined;
    });
    await untilSettled(bank, loan.id);
    expect(await work.end()).toBeGreaterThan(0);
    await everybodyIsIntact();
    const [first, second] = await versions();
    expect(first).toMatchObject({ version: 1, suite: 'AES_256_GCM' });
    expect(second?.progress.map(({ service }) => service).sort()).toEqual(['lending', 'risk', 'tenant']);
    expect(second?.progress.find(({ service }) => service === 'lending')?.rowsDone).toBeGreaterThan(0);
  });

  it('the root: every tenant’s keys are wrapped anew, and nothing is lost', async () => {
    const before = await fanxing('key', 'list');
    const work = load();
    const rotated = await fanxing('key', 'rotate');
    expect(rotated).toMatchObject({ rewrapped: expect.any(Number), left: {} });
    expect(rotated['current']).not.toBe(before['current']);
    expect(await work.end()).toBeGreaterThan(0);
    await platform.stop();
    await platform.start();
    await everybodyIsIntact();
    expect(await fanxing('key', 'list')).toMatchObject({ current: rotated['current'] });
  });

  it('again: a repeated request gives the same version, and only who may rotates', async () => {
    const again = { idempotencyKey: 'to SM4', suite: 'SM4_CTR_HMAC_SM3' };
    expect(await bank.owner.do<KeyVersion>('rotateKey', again, 'version')).toEqual({ version: 2 });
    const refusal = await bank.lender.refusalOf('rotateKey', { idempotencyKey: 'x' });
    expect(refusal.extensions.code).toBe('FORBIDDEN');
    // Each service looks once more when nobody can be sealing with the version before.
    await eventually(90_000, async () =>
      (await versions()).at(-1)?.progress.every(({ endedAt }) => endedAt !== null) ? true : undefined,
    );
    expect(await findings(platform)).toEqual([]);
  });
});

describe('somebody who is looked for', () => {
  const find = async (filter: string) =>
    (
      await bank.lender.ask<{ borrowers: { edges: { node: Record<string, unknown> }[] } }>(
        `{ borrowers(first: 5, ${filter}) { edges { node { reference phone } } } }`,
      )
    ).borrowers.edges.map(({ node }) => node);

  it('is found by the exact number however it is written, and shown with a mask', async () => {
    const expected = [{ reference: 'customer 7', phone: '138****0007' }];
    for (const phone of ['13800000007', '+86 138 0000 0007', '0086-138-0000-0007'])
      expect(await find(`phone: "${phone}"`)).toEqual(expected);
    expect(await find('phone: "13900000007"')).toEqual([]);
    expect(await find('reference: "customer 7"')).toEqual(expected);
  });

  it('is not looked for by a number that can be nobody’s', async () => {
    const refusal = await bank.lender
      .ask('{ borrowers(first: 1, identityNumber: "110105194912310021") { edges { cursor } } }')
      .catch((error: unknown) => String(error));
    expect(String(refusal)).toMatch(/IDENTIFIER_INVALID|nobody's identityNumber/);
    expect(String(refusal)).not.toMatch(/110105194912310021/);
  });
});
