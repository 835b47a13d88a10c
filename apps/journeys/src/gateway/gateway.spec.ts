import { aLine, draw, untilSettled } from '../harness/a-loan.fixture.js';
import { findingsInTheEnd } from '../harness/drawing.fixture.js';
import { pause } from '../harness/eventually.fixture.js';
import { destroyPlatforms, newPlatform } from '../harness/running-platform.fixture.js';
import { Door, json } from './door.fixture.js';
import { cost } from './cost.suite.js';
import { excess } from './excess.suite.js';
import { http } from './http.suite.js';
import { inputs } from './inputs.suite.js';
import { live } from './live.suite.js';
import { malformed } from './malformed.suite.js';
import { names } from './names.suite.js';
import { protocol } from './protocol.suite.js';
import { relay } from './relay.suite.js';
import { tokens } from './tokens.suite.js';

jest.setTimeout(120_000);

const door = new Door(newPlatform());

beforeAll(() => door.open());
afterAll(destroyPlatforms);

tokens(door);
excess(door);
malformed(door);
inputs(door);
names(door);
http(door);
protocol(door);
live(door);
cost(door);
relay(door);

describe('the door itself', () => {
  it('tells whether the platform lives and is ready, without a token', async () => {
    expect((await door.send({ method: 'GET', path: '/health/live' })).status).toBe(200);
    const ready = await door.send({ method: 'GET', path: '/health/ready' });
    expect([ready.status, JSON.parse(ready.text)]).toEqual([
      200,
      { status: 'ok', services: { tenant: 'ok', product: 'ok', risk: 'ok', lending: 'ok', billing: 'ok' } },
    ]);
  });

  it('is not kept shut by people who open it and say nothing', async () => {
    const controllers = Array.from({ length: 50 }, () => new AbortController());
    const silent = controllers.map(({ signal }) =>
      fetch(door.platform.ready.urls.graphql, {
        method: 'POST',
        headers: { ...json, authorization: door.token },
        body: new ReadableStream({ start: (stream) => void stream.enqueue(new TextEncoder().encode('{')) }),
        duplex: 'half',
        signal,
      } as RequestInit).catch(() => undefined),
    );
    await pause(200);
    expect((await door.sendAs(door.token)).status).toBe(200);
    controllers.forEach((controller) => controller.abort());
    await Promise.all(silent);
  });

  it('still lends after all of this, and the books agree', async () => {
    const { lineId } = await aLine(door.bank, 'last');
    const { id } = await draw(door.bank, lineId, '1000.00', 'last');
    expect(await untilSettled(door.bank, id)).toBe('ACTIVE');
    expect(await findingsInTheEnd(door.platform)).toEqual([]);
    expect(door.platform.said.stderr).not.toMatch(/Unhandled|unhandled|MaxListeners|heap/);
  });
});
