import { newId } from '../identifier/index.js';
import { Fault } from '@fanxing/kernel';
import { createInProcessTransport } from './in-process-transport.js';
import { eventOf, transportSuite } from './transport.suite.js';

describe('services in one process', () => {
  transportSuite(() => {
    const transport = createInProcessTransport();
    return Promise.resolve({ server: transport, caller: transport, release: () => transport.close() });
  });

  it('have taken an event when its publication is done', async () => {
    const transport = createInProcessTransport();
    const taken: string[] = [];
    transport.subscribe('billing', ['loan.disbursed'], async ({ id }) => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      taken.push(id);
    });
    await transport.start();
    const id = newId('event');
    await transport.publish(eventOf('loan.disbursed', {}, id));
    expect(taken).toEqual([id]);
    await transport.close();
  });

  it('fail a publication that one of them did not take, and say which', async () => {
    const transport = createInProcessTransport();
    let others = 0;
    transport.subscribe('billing', ['loan.disbursed'], () => Promise.reject(new Error('full')));
    transport.subscribe('risk', ['loan.disbursed'], () => Promise.resolve(void (others += 1)));
    await transport.start();
    const outcome: unknown = await transport
      .publish(eventOf('loan.disbursed'))
      .catch((error: unknown) => error);
    expect(outcome).toEqual(new Fault('SERVICE_UNAVAILABLE', { service: 'billing' }));
    expect(others).toBe(1);
    await transport.close();
  });
});
