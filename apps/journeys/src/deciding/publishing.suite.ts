import type { Tenant } from '../harness/a-tenant.fixture.js';
import { changed } from './changed-strategy.fixture.js';

export function publishing(bankOf: () => Tenant): void {
  describe('a strategy that is published', () => {
    const publish = (content: unknown) => ({
      idempotencyKey: `publish ${JSON.stringify(content)}`.slice(0, 200),
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
      ['an indicator that its model does not read', 'indicators["payments.in.sum.30d"]'],
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

    it('tells what may be meant otherwise, then and whenever it is read', async () => {
      const quarrelling = changed(({ inputs, rules }) => {
        inputs.push({ id: 'score', name: 'Score', field: 'score' });
        rules.forEach((rule) => (rule['score'] = ''));
        rules.splice(1, 0, { ...rules[1], _id: 'poor', score: '< 500' } as Record<string, string>);
      });
      const warnings = 'warnings { code node row column text textZh }';
      const published = await bankOf().riskOfficer.do<{ id: string; warnings: unknown }>(
        'publishStrategy',
        publish(quarrelling),
        `id ${warnings}`,
      );
      expect(published.warnings).toEqual([
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
        { id: published.id },
      );
      expect(strategy).toEqual({ warnings: published.warnings });
    });
  });
}
