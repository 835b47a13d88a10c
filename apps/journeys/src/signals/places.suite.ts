import { aBorrower, apply } from '../harness/a-loan.fixture.js';
import type { Tenant } from '../harness/a-tenant.fixture.js';
import {
  agree,
  publishFor,
  signalsOf,
  signalsRefusal,
  strategyOn,
  type Told,
} from './asked-signals.fixture.js';

const dayMs = 86_400_000;
const metro = {
  id: 'line-14',
  kind: 'METRO_WORKS',
  name: 'Line 14',
  geometry: { type: 'Point', coordinates: [121.4741, 31.2304] },
  from: new Date(Date.now() + 14 * dayMs).toISOString().slice(0, 10),
};

/** Takings of 120 days, the same for whoever they are of, and where the shop stands. */
async function aBunShop(bank: Tenant, reference: string, longitude: number): Promise<string> {
  const { id } = await aBorrower(bank, reference, 0);
  const event = (name: string, day: number, more: object) => ({
    id: `${reference}-${name}-${day}`,
    borrowerId: id,
    at: new Date(Date.now() - day * dayMs).toISOString(),
    ...more,
  });
  const takings = Array.from({ length: 120 }, (_, day) =>
    event('takings', day + 1, {
      ...{ kind: 'payment', amount: `${2_000 + (day % 7) * 50}.00`, currency: 'CNY', direction: 'IN' },
      ...{ counterparty: `customer ${day % 40}`, channel: 'QR' },
    }),
  );
  const place = event('place', 30, {
    kind: 'location',
    fields: { latitude: 31.2304, longitude, trade: 'buns' },
  });
  await bank.lender.do('ingestEvents', { events: [...takings, place] }, 'accepted');
  return id;
}

const figure = (told: Awaited<ReturnType<typeof signalsOf>>, name: string): number =>
  told.figures[`place.${name}`] ?? NaN;

export function places(bankOf: () => Tenant): void {
  describe('two bun shops that take in the same', () => {
    let quiet: string;
    let beside: string;
    let given: string;

    beforeAll(async () => {
      const bank = bankOf();
      quiet = await aBunShop(bank, 'quiet', 121.4937);
      beside = await aBunShop(bank, 'beside', 121.4737);
    });

    it('are judged by their places only where they agreed to it', async () => {
      const refused = await signalsRefusal(bankOf(), quiet, ['PLACE']);
      expect(refused?.extensions).toMatchObject({
        reason: 'CONSENT_REQUIRED',
        details: { purpose: 'LOCATION_ANALYSIS' },
      });
      for (const id of [quiet, beside]) await agree(bankOf(), id, 'LOCATION_ANALYSIS');
    });

    it('have the same forecast as long as nothing is planned', async () => {
      const [one, other] = [
        await signalsOf(bankOf(), quiet, 'PLACE'),
        await signalsOf(bankOf(), beside, 'PLACE'),
      ];
      expect(one.figures).toEqual(other.figures);
      expect(figure(one, 'limit')).toBeGreaterThan(10_000);
      expect(one.figures).toMatchObject({ 'place.limit.factor': 1, 'place.works.count': 0 });
      expect(one.figures).toMatchObject({ 'place.openDays': 120, 'place.metro.metres': null });
    });

    it('differ when a metro site is planned beside one: a lower limit, and the reason says so in both languages', async () => {
      given = new Date().toISOString();
      const input = {
        idempotencyKey: 'surroundings',
        works: [metro],
        places: [
          { id: 'exit-2', kind: 'METRO_STATION', position: { latitude: 31.2304, longitude: 121.4757 } },
        ],
      };
      expect(await bankOf().lender.do('giveSurroundings', input, 'given')).toEqual({ given: 2 });
      const [one, other] = [
        await signalsOf(bankOf(), quiet, 'PLACE'),
        await signalsOf(bankOf(), beside, 'PLACE'),
      ];
      expect(figure(other, 'limit')).toBeLessThan(figure(one, 'limit') * 0.9);
      expect(figure(other, 'limit.factor')).toBeCloseTo(figure(other, 'limit') / figure(one, 'limit'), 10);
      expect(figure(other, 'takings.halfYear')).toBeLessThan(figure(one, 'takings.halfYear'));
      expect(figure(other, 'metro.metres')).toBeGreaterThan(150);
      const [reason] = other.reasons;
      expect(reason?.text).toMatch(/metro works "Line 14" 38 m away.*less takings are expected/);
      expect(reason?.textZh).toMatch(/地铁施工“Line 14”.*营业额减少/);
      expect(one.reasons.map(({ code }: Told['reasons'][number]) => code)).not.toContain('WORKS_PLANNED');
      expect(other.pictures[0]?.svg).toMatch(/^<svg [^>]*role="img".*<title.*<desc.*Line 14/s);
    });

    it('are told as they were known at a moment', async () => {
      const before = await signalsOf(bankOf(), beside, 'PLACE', { knownUntil: given });
      expect(before.figures).toMatchObject({ 'place.limit.factor': 1, 'place.works.count': 0 });
      const asOf = new Date(Date.now() - 40 * dayMs).toISOString();
      const noPlaceYet = await signalsOf(bankOf(), beside, 'PLACE', { asOf });
      expect(noPlaceYet).toMatchObject({ figures: { 'place.limit': null }, reasons: [], pictures: [] });
    });

    it('are decided on by a strategy that names the signal: recorded, replayed, explained, and asked what if', async () => {
      const { riskOfficer, lender } = bankOf();
      await publishFor(bankOf(), 'revolving', strategyOn('signals["place.limit.factor"]', '>= 0.95'));
      const approved = await apply(bankOf(), quiet);
      const declined = await apply(bankOf(), beside);
      expect([approved, declined].map(({ decision }) => decision.outcome)).toEqual(['APPROVE', 'DECLINE']);
      const decisionId = declined.decision.id;
      const factor = expect.closeTo(
        figure(await signalsOf(bankOf(), beside, 'PLACE'), 'limit.factor'),
        6,
      ) as number;
      const { decision, explainDecision } = await lender.ask<{
        decision: { values: object };
        explainDecision: { figures: { name: string }[] };
      }>(
        `query ($id: ID!) { decision(id: $id) { values } explainDecision(decisionId: $id) { figures { name value meaning } } }`,
        { id: decisionId },
      );
      expect(decision.values).toMatchObject({ signals: { 'place.limit.factor': factor } });
      expect(explainDecision.figures.find(({ name }) => name === 'signals.place.limit.factor')).toEqual({
        name: 'signals.place.limit.factor',
        value: factor,
        meaning: expect.stringContaining('if no works were planned nearby') as string,
      });
      await lender.do(
        'giveSurroundings',
        { idempotencyKey: 'called off', works: [{ ...metro, cancelled: true }] },
        'given',
      );
      expect((await signalsOf(bankOf(), beside, 'PLACE')).figures).toMatchObject({ 'place.limit.factor': 1 });
      expect(await lender.do('replayDecision', { decisionId }, 'same')).toEqual({ same: true });
      const ask = async (change: object) =>
        (
          await riskOfficer.ask<{ whatIf: unknown }>(
            'query ($input: WhatIfInput!) { whatIf(input: $input) { answer differs } }',
            { input: { ...change } },
          )
        ).whatIf;
      expect(await ask({ decisionId, signals: { 'place.limit.factor': 1 } })).toMatchObject({
        differs: true,
      });
      expect(await ask({ borrowerId: beside, productCode: 'revolving' })).toMatchObject({
        answer: { outcome: 'APPROVE' },
      });
    });

    it('are not decided on where they did not agree to their place being read', async () => {
      const id = await aBunShop(bankOf(), 'silent', 121.5);
      const input = { idempotencyKey: 'silent', borrowerId: id, productId: bankOf().productId };
      expect((await bankOf().lender.refusalOf('applyForCredit', input)).extensions).toMatchObject({
        reason: 'CONSENT_REQUIRED',
        details: { purpose: 'LOCATION_ANALYSIS' },
      });
    });
  });

  describe('what a bank gives of surroundings', () => {
    const refused = async (works: object[], places: object[] = []) =>
      (
        await bankOf().lender.refusalOf('giveSurroundings', {
          ...{ idempotencyKey: `bad ${JSON.stringify(works)}`, works, places },
        })
      ).extensions;
    const far = [
      [121, 31],
      [121, 31.3],
    ];

    it.each([
      ['ends before it begins', { until: '2020-01-01' }, 'WORKS_END_BEFORE_BEGIN', 'until'],
      [
        'is outside the world',
        { geometry: { type: 'Point', coordinates: [200, 1] } },
        'POSITION_OUTSIDE_WORLD',
        'geometry.coordinates',
      ],
      [
        'is too long a line',
        { geometry: { type: 'LineString', coordinates: far } },
        'INPUT_INVALID',
        'geometry',
      ],
      ['has no id', { id: '' }, 'INPUT_INVALID', 'id'],
    ])('is refused where it %s, at its place', async (_, change, reason, place) => {
      expect(
        await refused([
          { ...metro, id: 'good' },
          { ...metro, ...change },
        ]),
      ).toMatchObject({
        ...{ reason, path: `input.works.1.${place}` },
      });
    });

    it('is found around a position, and by nobody else', async () => {
      const query =
        'query ($position: PositionInput!) { surroundings(position: $position) { id isWork content } }';
      const position = { latitude: 31.23, longitude: 121.474 };
      expect(await bankOf().lender.ask(query, { position })).toMatchObject({
        surroundings: [{ id: 'exit-2', isWork: false, content: { kind: 'metro-station' } }],
      });
      const nowhere = { latitude: 31.23, longitude: 121.6 };
      expect(await bankOf().lender.ask(query, { position: nowhere })).toEqual({ surroundings: [] });
    });
  });
}
