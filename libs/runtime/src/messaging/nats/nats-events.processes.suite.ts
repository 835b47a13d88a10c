import { setTimeout as pause } from 'node:timers/promises';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { Fault } from '@fanxing/kernel';
import { eventOf, eventually, outcomeOf } from '../transport.suite.js';
import { NatsSession } from './fixtures/nats-session.js';

let session: NatsSession;
beforeEach(async () => {
  session = await NatsSession.begin();
});
afterEach(() => session.end());

describe('a NATS server that is killed and comes back', () => {
  it('still has every event that it accepted', async () => {
    const publisher = await session.started('publisher');
    const events = Array.from({ length: 50 }, () => eventOf('loan.disbursed'));
    await Promise.all(events.map((event) => publisher.publish(event)));
    await session.server.kill();
    expect(await outcomeOf(publisher.publish(eventOf('loan.disbursed')))).toBe('SERVICE_UNAVAILABLE');
    await session.server.up();
    const seen = new Set<string>();
    await session.started('billing', (transport) =>
      transport.subscribe('billing', ['loan.disbursed'], async ({ id }) => void seen.add(id)),
    );
    await eventually(() => expect([...seen].toSorted()).toEqual(events.map(({ id }) => id).toSorted()));
  }, 30_000);

  it('with an empty disk gets its stream and its subscribers back', async () => {
    const seen: string[] = [];
    await session.started('billing', (transport) =>
      transport.subscribe('billing', ['loan.disbursed'], async ({ id }) => void seen.push(id)),
    );
    const publisher = await session.started('publisher');
    await session.server.kill();
    session.server.loseData();
    await session.server.up();
    const event = eventOf('loan.disbursed');
    for (let attempt = 0; (await outcomeOf(publisher.publish(event))) !== 'answered'; attempt += 1) {
      if (attempt > 50) throw new Error('the event was never accepted');
      await pause(100);
    }
    await eventually(() => expect(seen).toContain(event.id));
  }, 60_000);
});

describe('an event in the stream', () => {
  it('waits for a subscriber that is not there yet', async () => {
    const publisher = await session.started('publisher');
    const event = eventOf('loan.disbursed');
    await publisher.publish(event);
    const seen: string[] = [];
    await session.started('billing', (transport) =>
      transport.subscribe('billing', ['loan.disbursed'], async ({ id }) => void seen.push(id)),
    );
    await eventually(() => expect(seen).toEqual([event.id]));
  });

  it('is kept once although the outbox sent it twice', async () => {
    const seen: string[] = [];
    await session.started('billing', (transport) =>
      transport.subscribe('billing', ['loan.disbursed'], async ({ id }) => void seen.push(id)),
    );
    const publisher = await session.started('publisher');
    const [first, last] = [eventOf('loan.disbursed'), eventOf('loan.disbursed')];
    for (const event of [first, first, last]) await publisher.publish(event);
    await eventually(() => expect(seen).toContain(last.id));
    expect(seen).toEqual([first.id, last.id]);
  });

  it('goes to one of the processes of a subscriber, and those share the work', async () => {
    const seen: Record<string, string[]> = { one: [], two: [] };
    for (const name of ['one', 'two'])
      await session.started(name, (transport) =>
        transport.subscribe('billing', ['loan.disbursed'], async ({ id }) => {
          await pause(5);
          seen[name]?.push(id);
        }),
      );
    const publisher = await session.started('publisher');
    const events = Array.from({ length: 200 }, () => eventOf('loan.disbursed'));
    await Promise.all(events.map((event) => publisher.publish(event)));
    await eventually(() => expect([...(seen['one'] ?? []), ...(seen['two'] ?? [])]).toHaveLength(200));
    expect(new Set([...(seen['one'] ?? []), ...(seen['two'] ?? [])]).size).toBe(200);
    expect(seen['one']?.length).toBeGreaterThan(0);
    expect(seen['two']?.length).toBeGreaterThan(0);
  });

  it('that is refused each time is given up, while others pass', async () => {
    let refusals = 0;
    const seen: string[] = [];
    const poison = eventOf('loan.disbursed');
    await session.started(
      'billing',
      (transport) =>
        transport.subscribe('billing', ['loan.disbursed'], async ({ id }) => {
          if (id !== poison.id) return void seen.push(id);
          refusals += 1;
          throw new Error('never');
        }),
      { redelivery: { delaysMs: [10], deliveriesMax: 4 } },
    );
    const publisher = await session.started('publisher');
    await publisher.publish(poison);
    const fine = eventOf('loan.disbursed');
    await publisher.publish(fine);
    await eventually(() => expect([seen, refusals]).toEqual([[fine.id], 4]));
    await pause(200);
    expect(refusals).toBe(4);
    expect(await leftOver('billing=loan=disbursed')).toBe(0);
  });

  it('is not given up so soon while what its handler needs is unavailable', async () => {
    let refusals = 0;
    await session.started(
      'billing',
      (transport) =>
        transport.subscribe('billing', ['loan.disbursed'], async () => {
          refusals += 1;
          if (refusals < 8) throw new Fault('SERVICE_UNAVAILABLE', { service: 'risk' });
        }),
      { redelivery: { delaysMs: [10], deliveriesMax: 3 } },
    );
    await (await session.started('publisher')).publish(eventOf('loan.disbursed'));
    await eventually(() => expect(refusals).toBe(8));
  });
});

async function leftOver(durable: string): Promise<number> {
  const connection = await connect({ servers: session.server.url, token: session.server.token });
  const { num_ack_pending, num_pending } = await (
    await jetstreamManager(connection)
  ).consumers.info('FANXING_EVENTS', durable);
  await connection.close();
  return num_ack_pending + Number(num_pending);
}
