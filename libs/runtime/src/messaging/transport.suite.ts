import { setTimeout as pause } from 'node:timers/promises';
import { Fault } from '@fanxing/kernel';
import { newId } from '../identifier/index.js';
import { systemClock } from '../clock/index.js';
import { systemContext } from '../identity/tenant-context.js';
import { defineContract, operation } from './contract.js';
import type { EventEnvelope } from './event.js';
import type { Transport } from './transport.js';

const accounts = defineContract('accounts', {
  add: operation<{ left: string; right: string }, { sum: string }>(),
  whoAmI: operation<Record<string, never>, TenantContextSeen>({ lookup: true }),
  forget: operation<Record<string, never>, void>(),
  refuse: operation<Record<string, never>, string>(),
  crash: operation<Record<string, never>, string>(),
  hang: operation<Record<string, never>, string>({ deadlineMs: 150 }),
  leak: operation<Record<string, never>, unknown>(),
  takeTime: operation<Record<string, never>, string>(),
});
const nobodys = defineContract('nobodys', { ask: operation<string, string>({ deadlineMs: 400 }) });

interface TenantContextSeen {
  readonly tenantId: string;
  readonly environment: string;
  readonly actor: string;
}

/** What the suite needs to know of a transport: how two services, perhaps two processes, get one each. */
export interface TransportPair {
  /** Serves and subscribes. */
  readonly server: Transport;
  /** Calls and publishes; may be the same. */
  readonly caller: Transport;
  release(): Promise<void>;
}

const context = systemContext(newId('tenant'), 'sandbox', 'test');

export function eventOf(type: string, payload: unknown = {}, id: string = newId('event')): EventEnvelope {
  return {
    id,
    type,
    tenantId: context.tenantId,
    environment: 'sandbox',
    occurredAt: systemClock.now(),
    payload,
  };
}

/** Waits until `look` stops throwing, five seconds at most. */
export async function eventually(look: () => void): Promise<void> {
  for (const end = performance.now() + 5_000; ;) {
    try {
      return look();
    } catch (error) {
      if (performance.now() > end) throw error;
      await pause(10);
    }
  }
}

/** The reason of the fault that a call ends with, or that it was answered. */
export async function outcomeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'answered';
  } catch (error) {
    if (error instanceof Fault) return error.reason;
    throw error;
  }
}

async function faultOf(work: Promise<unknown>): Promise<Fault> {
  const error: unknown = await work.then(
    () => new Error('it was answered'),
    (thrown: unknown) => thrown,
  );
  if (error instanceof Fault) return error;
  throw error;
}

/** What every transport promises. Run by a spec for each of them. */
export function transportSuite(open: () => Promise<TransportPair>): void {
  let pair: TransportPair;
  beforeEach(async () => {
    pair = await open();
  });
  afterEach(() => pair.release());

  describe('a contract call', () => {
    let ended: string[];
    beforeEach(async () => {
      ended = [];
      pair.server.serve(accounts, {
        add: async (_, { left, right }) => ({ sum: String(BigInt(left) + BigInt(right)) }),
        whoAmI: async ({ tenantId, environment, actor }) => ({ tenantId, environment, actor: actor.id }),
        forget: async () => undefined,
        refuse: () =>
          Promise.reject(new Fault('DRAW_TOO_SMALL', { lowest: '100.00', currency: 'CNY' }, 'input.amount')),
        crash: () => Promise.reject(new TypeError('secret detail')),
        hang: () => pause(500).then(() => 'too late'),
        leak: async () => ({ items: [{ amount: 1n }] }),
        takeTime: () => pause(100).then(() => (ended.push('done'), 'done')),
      });
      await pair.server.start();
      if (pair.caller !== pair.server) await pair.caller.start();
    });

    it('brings the input to the service and its output back', async () => {
      const client = pair.caller.client(accounts);
      expect(await client.add(context, { left: '9007199254740993', right: '1' })).toEqual({
        sum: '9007199254740994',
      });
      expect(await client.forget(context, {})).toBeUndefined();
    });

    it('is done in the name of the caller', async () => {
      expect(await pair.caller.client(accounts).whoAmI(context, {})).toEqual({
        tenantId: context.tenantId,
        environment: 'sandbox',
        actor: 'test',
      });
    });

    it('fails with the fault of the service, all of it', async () => {
      const fault = await faultOf(pair.caller.client(accounts).refuse(context, {}));
      expect(fault.toJSON()).toEqual({
        reason: 'DRAW_TOO_SMALL',
        details: { lowest: '100.00', currency: 'CNY' },
        path: 'input.amount',
      });
      expect(fault.category).toBe('LIMIT_EXCEEDED');
    });

    it('fails with INTERNAL and a trace id, and nothing more, when the service breaks', async () => {
      const fault = await faultOf(pair.caller.client(accounts).crash(context, {}));
      expect(fault.reason).toBe('INTERNAL');
      expect(Object.keys(fault.details)).toEqual(['traceId']);
      expect(JSON.stringify(fault)).not.toContain('secret');
    });

    it('fails with SERVICE_UNAVAILABLE at its deadline', async () => {
      const begun = performance.now();
      const fault = await faultOf(pair.caller.client(accounts).hang(context, {}));
      expect(fault.toJSON()).toEqual({ reason: 'SERVICE_UNAVAILABLE', details: { service: 'accounts' } });
      expect(performance.now() - begun).toBeLessThan(450);
    });

    it('fails with SERVICE_UNAVAILABLE when nobody serves the contract', async () => {
      const fault = await faultOf(pair.caller.client(nobodys).ask(context, 'anybody there?'));
      expect(fault.toJSON()).toEqual({ reason: 'SERVICE_UNAVAILABLE', details: { service: 'nobodys' } });
    });

    it('refuses a bigint on its way in, and names the place', async () => {
      const input = { left: 1n as unknown as string, right: '1' };
      await expect(pair.caller.client(accounts).add(context, input)).rejects.toThrow(
        'contract accounts.add: input.left is a bigint',
      );
    });

    it('refuses a bigint on its way out', async () => {
      expect((await faultOf(pair.caller.client(accounts).leak(context, {}))).reason).toBe('INTERNAL');
    });

    it('is answered although a thousand come at once', async () => {
      const client = pair.caller.client(accounts);
      const sums = await Promise.all(
        Array.from({ length: 1_000 }, (_, index) => client.add(context, { left: String(index), right: '1' })),
      );
      expect(sums.map(({ sum }) => sum)).toEqual(sums.map((_, index) => String(index + 1)));
    });

    it('that has begun is finished before the server closes, and later ones are refused', async () => {
      const begun = pair.caller.client(accounts).takeTime(context, {});
      await pause(40);
      await pair.server.close();
      expect(ended).toEqual(['done']);
      expect(await begun).toBe('done');
      expect(
        (await faultOf(pair.caller.client(accounts).add(context, { left: '1', right: '1' }))).reason,
      ).toBe('SERVICE_UNAVAILABLE');
    });
  });

  describe('registering', () => {
    it('a second server of a contract in one process is refused', () => {
      pair.server.serve(nobodys, { ask: (_, text) => Promise.resolve(text) });
      expect(() => pair.server.serve(nobodys, { ask: (_, text) => Promise.resolve(text) })).toThrow(
        'is served in this process already',
      );
    });

    it('a second subscription of one name to one type is refused', () => {
      pair.server.subscribe('billing', ['loan.disbursed'], () => Promise.resolve());
      expect(() => pair.server.subscribe('billing', ['loan.disbursed'], () => Promise.resolve())).toThrow(
        'a name of its own',
      );
    });

    it('must be done before the doors open: until then calls and events are refused', async () => {
      pair.server.serve(nobodys, { ask: (_, text) => Promise.resolve(text) });
      expect((await faultOf(pair.caller.client(nobodys).ask(context, 'x'))).reason).toBe(
        'SERVICE_UNAVAILABLE',
      );
      expect((await faultOf(pair.caller.publish(eventOf('loan.disbursed')))).reason).toBe(
        'SERVICE_UNAVAILABLE',
      );
    });
  });

  eventSuite(() => pair);
}

function eventSuite(pairNow: () => TransportPair): void {
  describe('an event', () => {
    const startBoth = async () => {
      const { server, caller } = pairNow();
      await server.start();
      if (caller !== server) await caller.start();
    };

    it('reaches every subscriber of its type, whole, and no other', async () => {
      const seen: Record<string, EventEnvelope[]> = { billing: [], risk: [], other: [] };
      const { server, caller } = pairNow();
      for (const subscriber of ['billing', 'risk'])
        server.subscribe(
          subscriber,
          ['loan.disbursed', 'loan.closed'],
          async (event) => void seen[subscriber]?.push(event),
        );
      server.subscribe('other', ['application.decided'], async (event) => void seen['other']?.push(event));
      await startBoth();
      const event = eventOf('loan.disbursed', {
        loanId: newId('loan'),
        amount: '1200.50',
        tags: ['a', null],
      });
      await caller.publish(event);
      await eventually(() => {
        expect(seen['billing']).toEqual([event]);
        expect(seen['risk']).toEqual([event]);
      });
      expect(seen['other']).toEqual([]);
    });

    it('is given again to a handler that failed, until it succeeds', async () => {
      let deliveries = 0;
      const { server, caller } = pairNow();
      server.subscribe('billing', ['loan.disbursed'], async () => {
        deliveries += 1;
        if (deliveries < 3) throw new Error('the database is away');
      });
      await startBoth();
      const event = eventOf('loan.disbursed');
      // As the outbox does: publish until it is accepted.
      await eventuallyAccepted(() => caller.publish(event));
      await eventually(() => expect(deliveries).toBe(3));
    });

    it('without a subscriber is accepted', async () => {
      await startBoth();
      await expect(pairNow().caller.publish(eventOf('nobody.cares'))).resolves.toBeUndefined();
    });

    it('whose payload is not JSON is refused', async () => {
      await startBoth();
      await expect(pairNow().caller.publish(eventOf('loan.disbursed', { amount: 5n }))).rejects.toThrow(
        'payload.amount is a bigint',
      );
    });
  });
}

async function eventuallyAccepted(publish: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await publish();
    } catch (error) {
      if (!(error instanceof Fault) || attempt >= 10) throw error;
    }
  }
}
