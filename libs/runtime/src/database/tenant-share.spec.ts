import fc from 'fast-check';
import { TenantShare } from './tenant-share.js';

describe("a tenant's share of the connections", () => {
  it('is all of them but one', async () => {
    const share = new TenantShare(3);
    expect([share.enter('loud'), share.enter('loud')]).toEqual([undefined, undefined]);
    const third = share.enter('loud');
    expect(third).toBeInstanceOf(Promise);
    expect(share.enter('quiet')).toBeUndefined();
    share.leave('loud');
    await third;
  });

  it('is the only connection where there is one', () => {
    expect(new TenantShare(1).enter('alone')).toBeUndefined();
  });

  it('comes back first to the tenant that holds the fewest', async () => {
    const share = new TenantShare(2);
    void share.enter('loud');
    void share.enter('other');
    const order: string[] = [];
    const waiting = ['loud', 'loud', 'quiet'].map((tenant) =>
      share.enter(tenant)?.then(() => order.push(tenant)),
    );
    share.leave('other');
    await waiting[2];
    expect(order).toEqual(['quiet']);
  });

  it('is never more than there is, and nobody is forgotten', async () => {
    const steps = fc.array(fc.record({ tenant: fc.constantFrom('a', 'b', 'c'), enters: fc.boolean() }), {
      maxLength: 100,
    });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 5 }), steps, async (connections, all) => {
        const share = new TenantShare(connections);
        const held: string[] = [];
        const entering: Promise<void>[] = [];
        for (const { tenant, enters } of all) {
          if (enters) entering.push(Promise.resolve(share.enter(tenant)).then(() => void held.push(tenant)));
          else if (held.length > 0) share.leave(held.shift()!);
          await Promise.resolve();
          await Promise.resolve();
          expect(held.length).toBeLessThanOrEqual(connections);
        }
        const ended = Promise.all(entering);
        let isOver = false;
        void ended.then(() => (isOver = true));
        while (!isOver) {
          if (held.length > 0) share.leave(held.shift()!);
          await new Promise(setImmediate);
        }
      }),
      { numRuns: 50 },
    );
  });
});
