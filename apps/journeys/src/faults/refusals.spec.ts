import pg from 'pg';
import { aBorrower, aLine, aLoan, apply, payments } from '../harness/a-loan.fixture.js';
import { aTenant, type Tenant } from '../harness/a-tenant.fixture.js';
import { eventually } from '../harness/eventually.fixture.js';
import { destroyPlatforms } from '../harness/running-platform.fixture.js';
import { sharedPlatform } from '../harness/shared-platform.fixture.js';
import { EventStream } from '../servicing/event-stream.fixture.js';

jest.setTimeout(120_000);

const platform = sharedPlatform();
let bank: Tenant;

beforeAll(async () => {
  await platform.start();
  bank = await aTenant(platform, 'north');
});
afterAll(destroyPlatforms);

/** Refusals that no other story meets. */
describe('the API refuses', () => {
  it.each([
    ['phone', '12345'],
    ['identityNumber', '110101199003070012'],
    ['unifiedSocialCreditCode', '91350100M000100Y44'],
  ])('what can be nobody’s %s', async (what, text) => {
    const borrower = { reference: `nobody ${what}`, attributes: {}, [what]: text };
    const { extensions } = await bank.lender.refusalOf('createBorrower', { idempotencyKey: what, borrower });
    expect(extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      reason: 'IDENTIFIER_INVALID',
      details: { what },
      path: `input.borrower.${what}`,
    });
    expect(JSON.stringify(extensions)).not.toContain(text);
  });

  it('a model that is none', async () => {
    const content = { characteristics: 'many' };
    const input = { idempotencyKey: 'none', code: 'none', content, protectedAttributes: [] };
    const { extensions } = await bank.riskOfficer.refusalOf('publishModel', input);
    expect(extensions).toMatchObject({ code: 'BAD_USER_INPUT', reason: 'MODEL_INVALID' });
  });

  it('more events at once than a batch holds, and takes none of them', async () => {
    const { id } = await aBorrower(bank, 'busy', 0);
    const events = payments(id, 'busy', 1_001);
    const { extensions } = await bank.lender.refusalOf('ingestEvents', { events });
    expect(extensions).toMatchObject({ reason: 'BATCH_TOO_LARGE', details: { limit: 1_000 } });
    expect(await bank.lender.do('ingestEvents', { events: events.slice(1) }, 'accepted')).toEqual({
      accepted: 1_000,
    });
  });

  it('what costs more than a request may, before anything runs', async () => {
    const query =
      '{ borrowers(first: 100) { edges { node { creditLines { loans { repayments { id } } } } } } }';
    const { data, errors } = await bank.lender.send(query);
    expect(data).toBeUndefined();
    expect(errors[0]?.extensions).toMatchObject({
      code: 'QUERY_TOO_COMPLEX',
      reason: 'QUERY_TOO_COSTLY',
      details: { limit: 20_000 },
    });
  });

  it('a second line of one product to a borrower, and keeps the offer open', async () => {
    const { borrowerId } = await aLine(bank, 'greedy');
    const again = await bank.lender.do<{ offer: { id: string } }>(
      'applyForCredit',
      { idempotencyKey: 'greedy again', borrowerId, productId: bank.productId },
      'offer { id }',
    );
    const signature = { method: 'ONE_TIME_CODE', reference: 'code', textVersion: '2026-01' };
    const input = { idempotencyKey: 'second', offerId: again.offer.id, signature };
    expect((await bank.lender.refusalOf('acceptOffer', input)).extensions).toMatchObject({
      code: 'CONFLICT',
      reason: 'LINE_EXISTS',
    });
    const { borrower } = await bank.lender.ask<{ borrower: { creditLines: unknown[] } }>(
      'query ($id: ID!) { borrower(id: $id) { creditLines { id } } }',
      { id: borrowerId },
    );
    expect(borrower.creditLines).toHaveLength(1);
  });

  it('more streams of one program than it may have, until one of them has ended', async () => {
    const { id } = await apply(bank, (await aBorrower(bank, 'watched')).id);
    const authorization = await bank.lender.authorization();
    const open = (): Promise<EventStream> =>
      EventStream.open(
        platform,
        authorization,
        'subscription ($id: ID!) { application(id: $id) { status } }',
        { id },
      );
    const streams: EventStream[] = [];
    for (let count = 0; count < 10; count += 1) {
      const stream = await open();
      await stream.until((events) => events.length > 0);
      streams.push(stream);
    }
    const query = { query: 'subscription ($id: ID!) { application(id: $id) { status } }', variables: { id } };
    const refused = await fetch(platform.ready.urls.graphql, {
      method: 'POST',
      headers: { authorization, accept: 'text/event-stream', 'content-type': 'application/json' },
      body: JSON.stringify(query),
    });
    expect(await refused.text()).toContain('TOO_MANY_STREAMS');
    streams.pop()?.close();
    await eventually(10_000, async () => {
      const again = await open();
      const isHeard = await again
        .until((events) => events.length > 0, 1_000)
        .then(
          () => true,
          () => undefined,
        );
      streams.push(again);
      return isHeard;
    });
    for (const stream of streams) stream.close();
  });

  it('to wait longer than half a minute for an answer', async () => {
    const { lineId } = await aLine(bank, 'patient');
    const loanId = await aLoan(bank, lineId, '500.00', 'patient');
    const client = new pg.Client({ connectionString: platform.ready.databaseUrl });
    await client.connect();
    try {
      await client.query('BEGIN');
      await client.query('LOCK TABLE lending.loan IN ACCESS EXCLUSIVE MODE');
      const { errors } = await bank.lender.send('query ($id: ID!) { loan(id: $id) { status } }', {
        id: loanId,
      });
      expect(errors[0]?.extensions).toMatchObject({ code: 'UNAVAILABLE', reason: 'REQUEST_TIMED_OUT' });
    } finally {
      await client.end();
    }
    const { loan } = await bank.lender.ask<{ loan: { status: string } }>(
      'query ($id: ID!) { loan(id: $id) { status } }',
      { id: loanId },
    );
    expect(loan.status).toBe('ACTIVE');
  });
});
