import { aBorrower, apply } from '../harness/a-loan.fixture.js';
import { smallestScorecard } from '../harness/decision-rules.fixture.js';
import type { Tenant } from '../harness/a-tenant.fixture.js';
import { agree, publishFor, signalsOf, signalsRefusal, strategyOn } from './asked-signals.fixture.js';

export function words(bankOf: () => Tenant): void {
  describe('what a borrower wrote', () => {
    let id: string;

    const write = (name: string, content: string, more: object = {}) => ({
      ...{ id: `words-${name}`, borrowerId: id, kind: 'post', fields: { content } },
      ...{ at: new Date(Date.now() - 86_400_000).toISOString(), ...more },
    });

    beforeAll(async () => {
      id = (await aBorrower(bankOf(), 'writer', 0)).id;
    });

    it('is read under a consent that names the purpose alone', async () => {
      const refused = await signalsRefusal(bankOf(), id, ['WORDS']);
      expect(refused?.extensions).toMatchObject({
        ...{ reason: 'CONSENT_REQUIRED', details: { purpose: 'TEXT_ANALYSIS' } },
      });
      await agree(bankOf(), id, 'TEXT_ANALYSIS');
      const events = [
        write('one', '新品到货，限时优惠，欢迎下单！'),
        write('two', '我和老公开店，诚信经营，新鲜水果包邮'),
        write('other', '我要退款，太差了', {
          ...{ kind: 'message', direction: 'IN', counterparty: 'customer' },
        }),
      ];
      await bankOf().lender.do('ingestEvents', { events }, 'accepted');
    });

    it('is told with the words behind it; protected words and the words of others are left out', async () => {
      const { figures, reasons, pictures } = await signalsOf(bankOf(), id, 'WORDS');
      expect(figures).toMatchObject({
        'words.text.length.texts': 2,
        'words.text.language.chinese': 1,
        'words.social.breadth.counterparts': 1,
      });
      expect(figures['words.text.topic.promotion']).toBeGreaterThan(0);
      const told = reasons.map(({ text, textZh }) => `${text} ${textZh}`).join('\n');
      expect(told).toMatch(/words of the topic "promotion", [\d.]+ per 100 words: .*优惠 ×1/);
      expect(told).toMatch(/“促销”主题词，每百词/);
      expect(told).toMatch(/涉及受保护属性/);
      expect(told).not.toMatch(/老公|退款/);
      expect(pictures).toMatchObject([{ subject: 'words', svg: expect.stringContaining('优惠') as string }]);
    });

    it('decides where a strategy names it, and never without that consent', async () => {
      await publishFor(bankOf(), 'revolving', strategyOn('signals["words.text.topic.promotion"]', '> 0'));
      expect((await apply(bankOf(), id)).decision.outcome).toBe('APPROVE');
      const { id: silent } = await aBorrower(bankOf(), 'silent writer');
      const input = { idempotencyKey: 'silent writer', borrowerId: silent, productId: bankOf().productId };
      expect((await bankOf().lender.refusalOf('applyForCredit', input)).extensions).toMatchObject({
        ...{ reason: 'CONSENT_REQUIRED', details: { purpose: 'TEXT_ANALYSIS' } },
      });
    });
  });

  describe('the list of signals', () => {
    it('names each with its meaning and what the borrower must have agreed to', async () => {
      const query =
        '{ signals { name meaning meaningZh unit unitZh missing missingZh needs { purpose category } } }';
      const { signals } = await bankOf().riskOfficer.ask<{ signals: { name: string; needs: object[] }[] }>(
        query,
      );
      expect(signals.length).toBeGreaterThan(80);
      expect(signals.find(({ name }) => name === 'place.limit.factor')?.needs).toEqual([
        { purpose: 'CREDIT_DECISION', category: 'PAYMENTS' },
        { purpose: 'LOCATION_ANALYSIS', category: 'LOCATION' },
      ]);
    });

    it.each(['place.vibe', 'constructor'])('has no %s, and no strategy may name it', async (name) => {
      const refused = await bankOf().riskOfficer.refusalOf('publishStrategy', {
        ...{ idempotencyKey: name, productCode: 'unknown', modelId: bankOf().modelId },
        content: strategyOn(`signals["${name}"]`, '> 1'),
      });
      expect(refused.extensions).toMatchObject({
        ...{ reason: 'STRATEGY_INVALID', path: 'input.content.nodes.1' },
        details: { problem: expect.stringContaining('nothing gives') as string },
      });
    });

    it('may be named by a model as well', async () => {
      const model = (name: string) => ({
        ...{ idempotencyKey: `model ${name}`, code: 'signals', protectedAttributes: [] },
        content: scorecardOn(name),
      });
      const { riskOfficer } = bankOf();
      const refused = await riskOfficer.refusalOf('publishModel', model('signals.place.vibe'));
      expect(refused.extensions).toMatchObject({ reason: 'MODEL_INVALID' });
      expect(await riskOfficer.do('publishModel', model('signals.place.safeShare'), 'code')).toEqual({
        code: 'signals',
      });
    });
  });
}

/** The smallest scorecard, on another characteristic. */
function scorecardOn(name: string): unknown {
  const [characteristic] = smallestScorecard.characteristics;
  return { ...smallestScorecard, characteristics: [{ ...characteristic, name }] };
}
