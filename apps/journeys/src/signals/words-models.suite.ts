import { applyAgain } from '../deciding/pipelines.fixture.js';
import { aBorrower, type Application } from '../harness/a-loan.fixture.js';
import type { Tenant } from '../harness/a-tenant.fixture.js';
import { agree, publishFor, signalsOf, strategyOn } from './asked-signals.fixture.js';
import { term, wordsModel } from './words-model.fixture.js';

const probability = 'words.model.probability';

/** A model of words that a bank trained and published, as an input of its decisions. */
export function wordsModels(bankOf: () => Tenant): void {
  describe('a model of words', () => {
    let id: string;
    let application: Application;

    const publish = (idempotencyKey: string, content: object) => ({
      ...{ idempotencyKey, productCode: bankOf().productCode, content },
    });
    const ofProduct = () => ({ productCode: bankOf().productCode });
    const shown = async () =>
      (
        await bankOf().lender.ask<{ wordsModel: object | null }>(
          'query ($productCode: String!) { wordsModel(productCode: $productCode) { version content } }',
          ofProduct(),
        )
      ).wordsModel;
    const replayed = async (): Promise<boolean> =>
      (
        await bankOf().lender.do<{ same: boolean }>(
          'replayDecision',
          { decisionId: application.decision.id },
          'same',
        )
      ).same;
    const explained = async () =>
      (
        await bankOf().lender.ask<{ explainDecision: { figures: { name: string; parts: object | null }[] } }>(
          `query ($id: ID!) { explainDecision(decisionId: $id) {
             figures { name value meaning parts { source base rest parts { name adds } } } } }`,
          { id: application.decision.id },
        )
      ).explainDecision.figures;

    beforeAll(async () => {
      id = (await aBorrower(bankOf(), 'desperate writer', 0)).id;
      await agree(bankOf(), id, 'TEXT_ANALYSIS');
      const event = (name: string, content: string) => ({
        ...{ id: `model-${name}`, borrowerId: id, kind: 'post', fields: { content } },
        at: new Date(Date.now() - 86_400_000).toISOString(),
      });
      const events = [event('one', 'My husband is desperate.'), event('two', 'Savings? Desperate days!')];
      await bankOf().lender.do('ingestEvents', { events }, 'accepted');
    });

    it('is none before one is published, and is for those who publish models', async () => {
      expect(await shown()).toBeNull();
      expect((await signalsOf(bankOf(), id, 'WORDS', ofProduct())).figures[probability]).toBeNull();
      const refused = await bankOf().productManager.refusalOf(
        'publishWordsModel',
        publish('by another', wordsModel(term('desperate', 3))),
      );
      expect(refused.extensions).toMatchObject({ code: 'FORBIDDEN' });
    });

    it.each([
      ['with a protected word', wordsModel(term('my husband', 1)), /protected attribute/],
      [
        'with a word that could name a person',
        wordsModel({ ...term('zhao', 1), rarity: 6 }),
        /fewer than 20/,
      ],
      [
        'that reads what the consent to texts does not open',
        {
          ...wordsModel(term('desperate', 1)),
          figures: [{ name: 'income', mean: 0, spread: 1, weight: 1, missingWeight: 0 }],
        },
        /"income", which is no feature of texts/,
      ],
      ['of another format', { format: 'fanxing-scorecard/1' }, /format/],
    ])('%s is refused', async (name, content, problem) => {
      const refused = await bankOf().riskOfficer.refusalOf('publishWordsModel', publish(name, content));
      expect(refused.extensions).toMatchObject({
        ...{ reason: 'MODEL_INVALID', path: 'input.content' },
        details: { problem: expect.stringMatching(problem) as string },
      });
    });

    it('scores what a borrower wrote, and says by which words', async () => {
      const content = wordsModel(term('desperate', 3), term('savings', -1));
      const input = publish('first', content);
      expect(await bankOf().riskOfficer.do('publishWordsModel', input, 'version')).toEqual({ version: 1 });
      expect(await bankOf().riskOfficer.do('publishWordsModel', input, 'version')).toEqual({ version: 1 });
      expect(await shown()).toEqual({ version: 1, content });
      const { figures, reasons, pictures } = await signalsOf(bankOf(), id, 'WORDS', ofProduct());
      // "desperate" twice and "savings" once, as a vector of length one.
      const length = Math.hypot(1 + Math.log(2), 1);
      const adds = { desperate: (3 * (1 + Math.log(2))) / length, savings: -1 / length };
      const score = -1 + adds.desperate + adds.savings;
      expect(figures['words.model.score']).toBeCloseTo(score, 9);
      expect(figures[probability]).toBeCloseTo(1 / (1 + Math.exp(-score)), 9);
      const weighed = reasons.filter(({ code }) => code === 'WORD_WEIGHED').map(({ text }) => text);
      expect(weighed).toEqual([
        expect.stringMatching(/^“desperate” adds \+\d\.\d+ .*version 1\): it speaks for risk$/),
        expect.stringMatching(/^“savings” adds −0\.\d+ .*: it speaks for repayment$/),
      ]);
      const [drawn] = pictures.filter(({ subject }) => subject === 'wordsModel');
      expect(drawn?.svg).toContain('desperate');
      expect(JSON.stringify(pictures)).not.toContain('husband');
    });

    it('decides where a strategy names it; the record names the words, and no other version changes it', async () => {
      await publishFor(bankOf(), bankOf().productCode, strategyOn(`signals["${probability}"]`, '< 0.5'));
      application = await applyAgain(bankOf(), id);
      expect(application.decision.outcome).toBe('DECLINE');
      const figure = (await explained()).find(({ name }) => name === `signals.${probability}`);
      expect(figure).toMatchObject({
        meaning: 'probability of a bad outcome by the words model of the product',
        parts: {
          ...{ source: `words model of ${bankOf().productCode}, version 1`, base: -1 },
          rest: expect.closeTo(0, 9) as number,
          parts: [{ name: 'desperate' }, { name: 'savings' }],
        },
      });
      await bankOf().riskOfficer.do(
        'publishWordsModel',
        publish('second', wordsModel(term('desperate', -3))),
        'version',
      );
      expect((await applyAgain(bankOf(), id)).decision.outcome).toBe('APPROVE');
      expect(await replayed()).toBe(true);
      expect((await explained()).find(({ name }) => name === `signals.${probability}`)).toEqual(figure);
    });
  });
}
