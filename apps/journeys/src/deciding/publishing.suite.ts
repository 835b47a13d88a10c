import { aBorrower } from '../harness/a-loan.fixture.js';
import type { Tenant } from '../harness/a-tenant.fixture.js';
import { lookingAt, monitoringStrategy } from '../harness/monitoring-rules.fixture.js';
import { changed } from './changed-strategy.fixture.js';

export function publishing(bankOf: () => Tenant): void {
  describe('a strategy that is published', () => {
    let published = 0;
    const publish = (content: unknown) => ({
      idempotencyKey: `publish ${(published += 1)}`,
      productCode: 'reviewed',
      modelId: bankOf().modelId,
      content,
    });
    const rename = (field: string) => changed(({ inputs }) => Object.assign(inputs[0] ?? {}, { field }));

    it('is refused at the place of what it would not do as it says', async () => {
      const behind = changed(({ rules }) => rules.push({ ...rules[0], _id: 'late', history: '>= 5' }));
      const refusal = await bankOf().riskOfficer.refusalOf('publishStrategy', publish(behind));
      expect(refusal.extensions).toMatchObject({
        reason: 'STRATEGY_INVALID',
        path: 'input.content.nodes.1.content.rules.2',
        details: { problem: 'node table: Row 3 is never reached: row 1 matches whatever it would' },
      });
    });

    it.each([
      ['an indicator that there is not', 'indicators["payments.in.vibe.30d"]'],
      ['an attribute that its model does not read', 'attributes.region'],
      ['a figure that there is not', 'scores'],
    ])('is refused where it reads %s, which would always be missing', async (_, field) => {
      const refusal = await bankOf().riskOfficer.refusalOf('publishStrategy', publish(rename(field)));
      expect(refusal.extensions).toMatchObject({
        reason: 'STRATEGY_INVALID',
        path: 'input.content.nodes.1',
        details: { problem: expect.stringContaining('nothing gives') },
      });
    });

    it('is given the indicators that it names, whether or not its model reads them', async () => {
      const byIncome = changed(({ inputs, rules }) => {
        Object.assign(inputs[0] ?? {}, { field: 'indicators["payments.in.sum.30d"]' });
        Object.assign(rules[0] ?? {}, { history: '>= 300' });
      });
      const productCode = 'by-income';
      await bankOf().riskOfficer.do('publishStrategy', { ...publish(byIncome), productCode }, 'id');
      const { id: borrowerId } = await aBorrower(bankOf(), 'Sun', 2);
      const { whatIf } = await bankOf().riskOfficer.ask<{ whatIf: unknown }>(
        'query ($input: WhatIfInput!) { whatIf(input: $input) { answer values } }',
        { input: { borrowerId, productCode } },
      );
      expect(whatIf).toMatchObject({
        answer: { outcome: 'APPROVE' },
        values: { indicators: { 'payments.in.count.90d': 2, 'payments.in.sum.30d': 300 } },
      });
    });

    it.each([
      ['data that no credit decision needs', 'locations.count.30d', 'STRATEGY_INVALID'],
      ['events that nobody has declared', 'sneezes.count.30d', 'DATA_NAME_UNKNOWN'],
    ])('is refused where it reads %s', async (_, indicator, reason) => {
      const refusal = await bankOf().riskOfficer.refusalOf(
        'publishStrategy',
        publish(rename(`indicators["${indicator}"]`)),
      );
      expect(refusal.extensions.reason).toBe(reason);
    });

    it('tells what may be meant otherwise, then and whenever it is read', async () => {
      const quarrelling = changed(({ inputs, rules }) => {
        inputs.push({ id: 'score', name: 'Score', field: 'score' });
        rules.forEach((rule) => (rule['score'] = ''));
        rules.splice(1, 0, { ...rules[1], _id: 'poor', score: '< 500' } as Record<string, string>);
      });
      const warnings = 'warnings { code node row column text textZh }';
      const strategyThen = await bankOf().riskOfficer.do<{ id: string; warnings: unknown }>(
        'publishStrategy',
        publish(quarrelling),
        `id ${warnings}`,
      );
      expect(strategyThen.warnings).toEqual([
        {
          code: 'ROWS_OVERLAP',
          node: 'table',
          row: 2,
          column: null,
          text: 'Rows 1 and 2 can match the same input with different answers: the earlier one decides.',
          textZh: '第 1 行与第 2 行可能同时命中但结果不同：以前一行为准。',
        },
      ]);
      const { strategy } = await bankOf().lender.ask<{ strategy: unknown }>(
        `query ($id: ID!) { strategy(id: $id) { ${warnings} } }`,
        { id: strategyThen.id },
      );
      expect(strategy).toEqual({ warnings: strategyThen.warnings });
    });
  });

  describe('rules of monitoring that are published', () => {
    const publish = (content: unknown, more: Record<string, unknown> = {}) => ({
      ...{ idempotencyKey: 'monitoring', productCode: bankOf().productCode, content, coolDownDays: 2 },
      ...more,
    });

    it.each<[string, () => Record<string, unknown>, string, string]>([
      [
        'data that watching does not need',
        () => publish(lookingAt('indicators["logins.count.30d"]')),
        'STRATEGY_INVALID',
        'content',
      ],
      [
        'a figure that there is not',
        () => publish(lookingAt('line.mood')),
        'STRATEGY_INVALID',
        'content.nodes.1',
      ],
      [
        'a model, of which there is none',
        () => publish(lookingAt('score')),
        'STRATEGY_INVALID',
        'content.nodes.1',
      ],
      [
        'a strategy that would not run',
        () => publish({ nodes: [], edges: [] }),
        'STRATEGY_INVALID',
        'content',
      ],
      [
        'a cool-down of years',
        () => publish(monitoringStrategy, { coolDownDays: 366 }),
        'INPUT_INVALID',
        'coolDownDays',
      ],
      ['no product', () => publish(monitoringStrategy, { productCode: '' }), 'INPUT_INVALID', 'productCode'],
    ])('are refused for %s', async (_, input, reason, place) => {
      const refusal = await bankOf().riskOfficer.refusalOf('publishMonitoring', input());
      expect(refusal.extensions).toMatchObject({ reason, path: `input.${place}` });
    });
  });
}
