import { compileIndicators } from '@fanxing/risk-indicators';
import { indicatorsRead, pickStrategies, strategyLibrary } from '@fanxing/risk-strategy';
import type { Id } from '@fanxing/kernel';
import { lendingContract } from '@fanxing/lending-contract';
import { riskContract } from '@fanxing/risk-contract';
import { createCallerVerifier, identityContract } from '@fanxing/runtime/caller';
import { categoriesOf } from '@fanxing/runtime/consent';
import { systemClock as clock } from '@fanxing/runtime/clock';
import { newId } from '@fanxing/runtime/identifier';
import { createInProcessTransport, type Transport } from '@fanxing/runtime/messaging';
import type { ServiceHandle } from '@fanxing/runtime/subgraph';
import { tenantContract } from '@fanxing/tenant-contract';
import {
  ask,
  callerOf,
  scorecardOfTwenty,
  startTestDatabase,
  twentyNames,
  type TestDatabase,
} from '@fanxing/testing';
import { startTestIdentity, type TestIdentity } from '@fanxing/testing/identity';
import { createRiskService, riskMigrations } from '../src/index.js';
import { approving } from './decide-at-service.fixture.js';

jest.setTimeout(600_000);

/*
 * A whole decision at the service's own door: the events of a borrower are read and opened, 500 indicators, a scorecard and 300 strategies
 * run, and the record is sealed and kept. No gateway, no lending.
 */
const strategies = 300;
const borrowers = 20;
const eventsEach = 1_000;
const perSecond = 20;
const seconds = 10;
const inFlight = 8;
const tenantId: Id<'tenant'> = newId('tenant');
const officer = callerOf({ tenantId, roles: ['risk-officer'] });
const lender = callerOf({ tenantId, roles: ['lender'] });
const categories = categoriesOf('CREDIT_DECISION');

let server: TestDatabase;
let identity: TestIdentity;
let transport: Transport;
let service: ServiceHandle;

beforeAll(async () => {
  server = await startTestDatabase({ sets: [riskMigrations], queues: ['risk'] });
  identity = await startTestIdentity(clock);
  transport = createInProcessTransport();
  serveNeighbours(transport);
  service = await createRiskService({
    databaseUrl: server.urlFor('fanxing_risk'),
    transport,
    clock,
    verifyCaller: createCallerVerifier({ tokens: identity.tokens, transport, clock, isDoor: false }),
    keys: server.keys,
  });
  await transport.start();
});

afterAll(async () => {
  await transport?.close();
  await service?.close();
  await identity?.stop();
  await server?.stop();
});

/** Every borrower has agreed, and nobody waits for a second person. */
function serveNeighbours(open: Transport): void {
  const elsewhere = () => Promise.reject(new Error('nothing else is asked here'));
  open.serve(tenantContract, {
    activeTenant: () => Promise.resolve({ name: 'bank', currency: 'CNY', timeZone: 'Asia/Shanghai' }),
    checkConsent: () => Promise.resolve({ consentId: 'consent', categories }),
    consentsInForce: elsewhere,
    dataNames: () => Promise.resolve({ EVENT_KIND: {}, ATTRIBUTE: {} }),
    bankConnection: elsewhere,
    closedData: () => Promise.resolve({ closed: [] }),
    exchangeTerms: elsewhere,
    registeredOperation: elsewhere,
    beginArchive: elsewhere,
    archivePart: elsewhere,
  });
  open.serve(identityContract, {
    accountStanding: elsewhere,
    secretHolder: elsewhere,
    askApproval: () => Promise.resolve({ approvalId: null }),
    personsOf: elsewhere,
  });
  open.serve(lendingContract, {
    findBorrowers: (_, { borrowerIds }) => Promise.resolve({ references: borrowerIds }),
  });
}

async function publish(): Promise<number> {
  const model = await ask<{ publishModel: { id: string } }>(
    service,
    officer,
    'mutation ($input: PublishModelInput!) { publishModel(input: $input) { id } }',
    { input: { idempotencyKey: 'm', code: 'bench', content: scorecardOfTwenty, protectedAttributes: [] } },
  );
  const strategy = async (productCode: string, content: unknown): Promise<string> => {
    const input = { idempotencyKey: productCode, productCode, modelId: model.publishModel.id, content };
    const { publishStrategy } = await ask<{ publishStrategy: { id: string } }>(
      service,
      officer,
      'mutation ($input: PublishStrategyInput!) { publishStrategy(input: $input) { id } }',
      { input },
    );
    return publishStrategy.id;
  };
  await strategy('bench', approving);
  const picked = pickStrategies(picks().map((id) => ({ id })));
  const strategyId = await strategy('library', picked);
  const inputs = ['data', 'indicators', 'signals', 'models'];
  const content = {
    format: 'fanxing-pipeline/1',
    budgetMs: 4_000,
    stages: [
      { name: 'consents', kind: 'consents', inputs: [] },
      { name: 'data', kind: 'data', inputs: ['consents'], sources: {} },
      { name: 'indicators', kind: 'indicators', inputs: ['data'] },
      { name: 'signals', kind: 'signals', inputs: ['data'] },
      { name: 'models', kind: 'models', inputs: ['data', 'indicators', 'signals'] },
      { name: 'credit', kind: 'credit', inputs, strategyId: null, budgetMs: 2_000 },
      { name: 'library', kind: 'limit', inputs, strategyId, budgetMs: 2_000 },
    ],
  };
  await ask(
    service,
    officer,
    'mutation ($input: PublishPipelineInput!) { publishPipeline(input: $input) { id } }',
    { input: { idempotencyKey: 'p', productCode: 'bench', content } },
  );
  const names = [...twentyNames, ...indicatorsRead(picked)];
  return compileIndicators([...new Set(names)]).names.length;
}

/** Strategies of the library over payments and balances, spread over it, so that together they read some 500 indicators. */
function picks(): string[] {
  const all = [...strategyLibrary().values()].filter(({ indicators }) =>
    indicators.every((name) => /^(payments|balances|orders|repayments)\./.test(name)),
  );
  const step = all.length / strategies;
  return Array.from({ length: strategies }, (_, place) => all[Math.floor(place * step)]?.id ?? '');
}

async function ingest(borrowerId: string): Promise<void> {
  const now = Date.now();
  const events = Array.from({ length: eventsEach }, (_, place) => ({
    id: `${borrowerId}-${place}`,
    borrowerId,
    kind: 'payment',
    at: new Date(now - (place + 1) * 5_000_000).toISOString(),
    amount: `${(place % 97) * 3 + 1}.50`,
    currency: 'CNY',
    direction: place % 3 === 0 ? 'OUT' : 'IN',
    counterparty: `party ${place % 41}`,
    channel: 'QR',
  }));
  for (let from = 0; from < eventsEach; from += 500)
    await ask(
      service,
      lender,
      'mutation ($input: IngestEventsInput!) { ingestEvents(input: $input) { accepted } }',
      { input: { events: events.slice(from, from + 500) } },
    );
}

async function decide(borrowerId: string): Promise<number> {
  const startedAt = performance.now();
  const answer = await transport.client(riskContract).decide(lender, {
    applicationId: newId('application'),
    access: {
      borrowerId,
      purpose: 'CREDIT_DECISION',
      consentId: 'consent',
      categories,
      askedAt: clock.now(),
    },
    productCode: 'bench',
    asOf: new Date().toISOString(),
    attributes: {},
  });
  expect(answer.reasons.map(({ code }) => code)).not.toContain('DECISION_NOT_IN_TIME');
  return performance.now() - startedAt;
}

const quantile = (sorted: readonly number[], share: number): string =>
  (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(1);

it('a whole decision on 1,000 events, with 300 strategies', async () => {
  const indicators = await publish();
  const ids = Array.from({ length: borrowers }, () => newId('borrower'));
  for (const id of ids) await ingest(id);
  for (const id of ids) await decide(id);
  const open: Promise<number>[] = [];
  for (let place = 0; place < perSecond * seconds; place += 1) {
    open.push(decide(ids[place % borrowers] as string));
    await new Promise((resolve) => setTimeout(resolve, 1_000 / perSecond));
  }
  const sorted = (await Promise.all(open)).sort((left, right) => left - right);
  let done = 0;
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: inFlight }, async () => {
      while (performance.now() < startedAt + seconds * 1_000) {
        done += 1;
        await decide(ids[done % borrowers] as string);
      }
    }),
  );
  const sustained = (done * 1_000) / (performance.now() - startedAt);
  process.stdout.write(
    `${indicators} indicators, ${strategies} strategies, ${eventsEach} events: at ${perSecond}/s p50 ${quantile(sorted, 0.5)} ms, p99 ${quantile(sorted, 0.99)} ms (aim 100); ${sustained.toFixed(0)}/s sustained (aim 100)\n`,
  );
});
