import { fromEpochMs, toEpochMs } from '@fanxing/kernel';
import { lendingEventTypes } from '@fanxing/lending-contract';
import { newId } from '@fanxing/runtime/identifier';
import type { Environment } from '@fanxing/runtime/identity';
import { createInProcessTransport, type EventEnvelope } from '@fanxing/runtime/messaging';
import type { ServiceHandle } from '@fanxing/runtime/subgraph';
import {
  ask,
  callerOf,
  refusalOf,
  SettableClock,
  startTestDatabase,
  type TestDatabase,
} from '@fanxing/testing';
import { billingMigrations, createBillingService } from '../index.js';

const clock = new SettableClock('2026-11-22T08:00:00Z');
const transport = createInProcessTransport();
let database: TestDatabase;
let service: ServiceHandle;

beforeAll(async () => {
  database = await startTestDatabase({ sets: [billingMigrations] });
  service = await createBillingService({
    databaseUrl: database.urlFor('fanxing_billing'),
    transport,
    clock,
    verifyCaller: () => Promise.reject(new Error('nobody comes by HTTP here')),
  });
  await transport.start();
}, 60_000);

afterAll(async () => {
  await transport.close();
  await service?.close();
  await database?.stop();
});

type Tenant = ReturnType<typeof newTenant>;
const newTenant = () => newId('tenant');

function disbursed(
  tenantId: Tenant,
  amount: string,
  currency = 'CNY',
  environment: Environment = 'sandbox',
): EventEnvelope {
  const payload = {
    loanId: newId('loan'),
    borrowerId: newId('borrower'),
    amount,
    currency,
    bookedOn: '2026-11-22',
  };
  return {
    id: newId('event'),
    type: lendingEventTypes.loanDisbursed,
    tenantId,
    environment,
    occurredAt: clock.now(),
    payload,
  };
}

function decided(tenantId: Tenant, outcome: string): EventEnvelope {
  const payload = {
    applicationId: newId('application'),
    borrowerId: newId('borrower'),
    decisionId: newId('decision'),
    outcome,
  };
  const type = lendingEventTypes.applicationDecided;
  return { id: newId('event'), type, tenantId, environment: 'sandbox', occurredAt: clock.now(), payload };
}

function repaid(tenantId: Tenant, amount: string): EventEnvelope {
  const payload = {
    repaymentId: newId('repayment'),
    loanId: newId('loan'),
    amount,
    interest: '0.10',
    currency: 'CNY',
  };
  const type = lendingEventTypes.repaymentReceived;
  return { id: newId('event'), type, tenantId, environment: 'sandbox', occurredAt: clock.now(), payload };
}

const usage = `query ($since: DateTime!, $until: DateTime!) {
  usage(since: $since, until: $until) { meter quantity amount { amount currency } }
}`;
const november = { since: '2026-11-01T00:00:00Z', until: '2026-12-01T00:00:00Z' };
const finance = (tenantId: Tenant) => callerOf({ tenantId, roles: ['finance'] });

describe('usage', () => {
  it('counts decisions, disbursements and repayments, each currency by itself', async () => {
    const tenantId = newTenant();
    const events = [
      decided(tenantId, 'APPROVE'),
      decided(tenantId, 'DECLINE'),
      disbursed(tenantId, '1000.00'),
      disbursed(tenantId, '0.01'),
      disbursed(tenantId, '500', 'JPY'),
      repaid(tenantId, '300.50'),
    ];
    for (const event of events) await transport.publish(event);
    expect(await ask(service, finance(tenantId), usage, november)).toEqual({
      usage: [
        { meter: 'DECISIONS', quantity: 2, amount: null },
        { meter: 'DISBURSEMENTS', quantity: 2, amount: { amount: '1000.01', currency: 'CNY' } },
        { meter: 'DISBURSEMENTS', quantity: 1, amount: { amount: '500', currency: 'JPY' } },
        { meter: 'REPAYMENTS', quantity: 1, amount: { amount: '300.50', currency: 'CNY' } },
      ],
    });
  });

  it('counts an event once, also when it comes many times at once', async () => {
    const tenantId = newTenant();
    const event = disbursed(tenantId, '12.00');
    await Promise.all(Array.from({ length: 20 }, () => transport.publish(event)));
    expect(await ask(service, finance(tenantId), usage, november)).toEqual({
      usage: [{ meter: 'DISBURSEMENTS', quantity: 1, amount: { amount: '12.00', currency: 'CNY' } }],
    });
  });

  it('begins with its first moment and ends before its last', async () => {
    const tenantId = newTenant();
    await transport.publish(decided(tenantId, 'APPROVE'));
    const now = clock.now();
    const later = fromEpochMs(toEpochMs(now) + 1);
    const earlier = fromEpochMs(toEpochMs(now) - 1);
    const caller = finance(tenantId);
    expect(await ask(service, caller, usage, { since: now, until: later })).toMatchObject({
      usage: [{ quantity: 1 }],
    });
    expect(await ask(service, caller, usage, { since: earlier, until: now })).toEqual({ usage: [] });
    expect(await refusalOf(service, caller, usage, { since: later, until: now })).toMatchObject({
      code: 'BAD_USER_INPUT',
      path: 'until',
    });
  });

  it('is seen by nobody else: not another tenant, not the other environment, not a role without the right', async () => {
    const [ours, theirs] = [newTenant(), newTenant()];
    const event = disbursed(ours, '7.00');
    await transport.publish(event);
    // The same event id under another tenant is another tenant's event.
    await transport.publish({
      ...event,
      tenantId: theirs,
      payload: { ...(event.payload as object), amount: '8.00' },
    });
    await transport.publish(disbursed(ours, '9.00', 'CNY', 'live'));
    const amounts = async (caller: ReturnType<typeof finance>) =>
      (await ask<{ usage: { amount: { amount: string } }[] }>(service, caller, usage, november)).usage.map(
        (line) => line.amount.amount,
      );
    expect(await amounts(finance(ours))).toEqual(['7.00']);
    expect(await amounts(finance(theirs))).toEqual(['8.00']);
    expect(await amounts({ ...finance(ours), environment: 'live' })).toEqual(['9.00']);
    const support = callerOf({ tenantId: ours, roles: ['support'] });
    expect(await refusalOf(service, support, usage, november)).toMatchObject({ code: 'FORBIDDEN' });
  });
});
