import { scorecardOfTwenty } from '@fanxing/testing';
import { MachineLimit } from '@fanxing/testing/machine-limit';
import { aBorrower } from '../src/harness/a-loan.fixture.js';
import { aTenant, type Tenant } from '../src/harness/a-tenant.fixture.js';
import { destroyPlatforms, newPlatform } from '../src/harness/running-platform.fixture.js';
import {
  best,
  inFlightAtTheLimit,
  liftLimits,
  percent,
  processorTimeOf,
  timeOfEach,
} from './busy-tenants.fixture.js';
import { twentyRules } from './decision-rules.fixture.js';
import { load, Wire, type WireAnswer } from './wire.fixture.js';

jest.setTimeout(1_800_000);

/*
 * Decisions through the gateway, everything in one process: the application is kept, the borrower's events are read and opened, indicators,
 * scorecard and strategies run, the decision is sealed and kept with its reasons, and the offer is made.
 */
const rounds = 3;
const seconds = 5;
const text = `mutation ($input: ApplyForCreditInput!) { applyForCredit(input: $input) { id decision { id outcome reasons { code } } } }`;
const isDecided = ({ status, body }: WireAnswer): boolean =>
  status === 200 && body.includes('"outcome":"APPROVE"');
const platform = newPlatform();
let key = 0;

beforeAll(() => platform.start({ NODE_ENV: 'production' }));
afterAll(destroyPlatforms);

/** A bank that decides by twenty indicators, one model and twenty rules. */
async function aDecidingBank(name: string): Promise<Tenant> {
  const bank = await aTenant(platform, name);
  await liftLimits(bank);
  const model = await bank.riskOfficer.do<{ id: string }>(
    'publishModel',
    { idempotencyKey: 'twenty', code: 'twenty', content: scorecardOfTwenty, protectedAttributes: ['sex'] },
    'id',
  );
  await publish(bank, bank.productCode, model.id, twentyRules());
  return { ...bank, modelId: model.id };
}

async function publish(
  bank: Tenant,
  productCode: string,
  modelId: string,
  content: unknown,
): Promise<string> {
  const input = { idempotencyKey: `strategy ${(key += 1)}`, productCode, modelId, content };
  return (await bank.riskOfficer.do<{ id: string }>('publishStrategy', input, 'id')).id;
}

function applying({ productId }: Tenant, borrowerIds: readonly string[]): () => string {
  return () => {
    key += 1;
    const borrowerId = borrowerIds[key % borrowerIds.length];
    return JSON.stringify({
      query: text,
      variables: { input: { idempotencyKey: `apply ${key}`, borrowerId, productId } },
    });
  };
}

async function sustained(
  bank: Tenant,
  borrowerIds: readonly string[],
  inFlight: number,
  ms: number,
): Promise<number> {
  const authorization = await bank.lender.authorization();
  const wires = await Promise.all(
    Array.from({ length: inFlight }, () => Wire.open(platform.ready.urls.graphql, authorization)),
  );
  const { perSecond, bad } = await load(wires, ms, applying(bank, borrowerIds), isDecided);
  for (const wire of wires) wire.close();
  expect(bad.slice(0, 2)).toEqual([]);
  return perSecond;
}

/** How long each takes when so many come a second, whatever became of those before; waiting for a connection counts. */
async function paced(
  bank: Tenant,
  borrowerIds: readonly string[],
  perSecond: number,
  count: number,
): Promise<number[]> {
  const authorization = await bank.lender.authorization();
  const free = await Promise.all(
    Array.from({ length: 32 }, () => Wire.open(platform.ready.urls.graphql, authorization)),
  );
  const bodyOf = applying(bank, borrowerIds);
  const answers: Promise<number>[] = [];
  const asked = async (startedAt: number): Promise<number> => {
    const wire = free.pop() ?? (await Wire.open(platform.ready.urls.graphql, authorization));
    const answer = await wire.post(bodyOf());
    free.push(wire);
    expect([isDecided(answer), answer.body]).toEqual([true, answer.body]);
    return performance.now() - startedAt;
  };
  for (let place = 0; place < count; place += 1) {
    answers.push(asked(performance.now()));
    await new Promise((resolve) => setTimeout(resolve, 1_000 / perSecond));
  }
  const taken = (await Promise.all(answers)).sort((left, right) => left - right);
  for (const wire of free) wire.close();
  return taken;
}

const at = (sorted: readonly number[], share: number): string =>
  (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(1);

it('a small decision, against a row that is written by a program in C', async () => {
  const bank = await aDecidingBank('small');
  const borrowers: string[] = [];
  for (let place = 0; place < 50; place += 1)
    borrowers.push((await aBorrower(bank, `small ${place}`, 20)).id);
  const limit = await MachineLimit.prepare(platform.ready.databaseUrl);
  await sustained(bank, borrowers, inFlightAtTheLimit, 10_000);
  const spent = await processorTimeOf(platform);
  const [ours, theirs]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    const row = await limit.measure('decision', seconds, inFlightAtTheLimit);
    const before = spent();
    const decision = await sustained(bank, borrowers, inFlightAtTheLimit, seconds * 1_000);
    const time = timeOfEach(before, spent(), decision * seconds);
    theirs.push(row);
    ours.push(decision);
    process.stdout.write(`a row ${row.toFixed(0)}/s · a small decision ${decision.toFixed(0)}/s${time}\n`);
  }
  const taken = await paced(bank, borrowers, 20, 200);
  process.stdout.write(
    `best of ${rounds}: ${percent(best(ours) / best(theirs))} of the limit (aim 15 %); at 20/s p50 ${at(taken, 0.5)} ms, p99 ${at(taken, 0.99)} ms (aim 50)\n`,
  );
});
