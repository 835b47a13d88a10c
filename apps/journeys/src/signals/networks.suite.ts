import { aBorrower } from '../harness/a-loan.fixture.js';
import type { Tenant } from '../harness/a-tenant.fixture.js';
import { queryAll } from '../harness/auditor.fixture.js';
import { signalsOf } from './asked-signals.fixture.js';

const dayMs = 86_400_000;

export function networks(bankOf: () => Tenant): void {
  describe('a borrower among those whom it pays and who pay it', () => {
    let wang: string;
    let li: string;
    let zhao: string;
    let before: string;
    let count = 0;

    const pay = (borrowerId: string, direction: string, counterparty: string, more: object = {}) => ({
      id: `network-${(count += 1)}`,
      ...{ borrowerId, kind: 'payment', direction, counterparty, amount: '25.00', currency: 'CNY' },
      at: new Date(Date.now() - count * 0.3 * dayMs).toISOString(),
      ...more,
    });
    const ingest = (events: object[]) => bankOf().lender.do('ingestEvents', { events }, 'accepted');
    const figures = async (more: { knownUntil?: string } = {}) =>
      (await signalsOf(bankOf(), wang, 'NETWORK', more)).figures;

    beforeAll(async () => {
      [wang, li, zhao] = (await Promise.all(
        ['wang', 'li', 'zhao'].map(async (name) => (await aBorrower(bankOf(), name, 0)).id),
      )) as [string, string, string];
      await ingest(['6222-1', '6222-2', '6222-3', '6222-4'].map((payer) => pay(wang, 'IN', payer)));
      before = new Date().toISOString();
    });

    it('is seen by its own payments first', async () => {
      expect(await figures()).toMatchObject({
        ...{ 'network.degree': 4, 'network.payers': 4, 'network.payees': 0, 'network.coefficient': 0 },
        ...{ 'network.incomingShare': 1, 'network.reciprocity': 0, 'network.ring.member': 0 },
      });
    });

    it('and by what its counterparties pay each other, where they are borrowers of the bank too', async () => {
      await ingest([
        pay(li, 'OUT', ' ６２２２-2', { fields: { account: '6222-1' } }),
        pay(zhao, 'IN', 'somebody', { fields: { account: '6222-2' } }),
      ]);
      expect(await figures()).toMatchObject({ 'network.degree': 4, 'network.coefficient': 1 / 6 });
      expect(await figures({ knownUntil: before })).toMatchObject({ 'network.coefficient': 0 });
    });

    it('by another borrower’s name too, and by a payment that was corrected as it was corrected', async () => {
      await ingest([pay(wang, 'IN', zhao), pay(wang, 'IN', 'a mistake', { id: 'mistaken' })]);
      expect(await figures()).toMatchObject({ 'network.degree': 5 });
      await ingest([pay(wang, 'OUT', li, { corrects: 'mistaken' })]);
      expect(await figures()).toMatchObject({
        ...{ 'network.degree': 4, 'network.payees': 1, 'network.reciprocity': 0.25 },
      });
    });

    it('is drawn with its counterparties as the bank calls them, and kept without their names', async () => {
      const { pictures, reasons } = await signalsOf(bankOf(), wang, 'NETWORK');
      expect(pictures).toMatchObject([{ subject: 'account' }]);
      expect(pictures[0]?.svg).toMatch(/6222-3/);
      expect(pictures[0]?.svg).toMatch(/degree 4/);
      expect(reasons[0]?.text).toMatch(/payers among 4 counterparties/);
      expect(reasons[0]?.textZh).toMatch(/4 个对手方/);
      const rows = await queryAll<{ index: string }>(
        bankOf().platform,
        `SELECT encode(account_index, 'escape') AS index FROM risk.own_account
         UNION ALL SELECT encode(counterparty_index, 'escape') FROM risk.event WHERE counterparty_index IS NOT NULL`,
      );
      expect(rows.length).toBeGreaterThan(8);
      expect(rows.filter(({ index }) => /6222|borrower/.test(index))).toEqual([]);
    });

    it('does not see an account any more whose borrower was erased', async () => {
      const { id } = await bankOf().lender.do<{ id: string }>(
        'openSubjectRequest',
        { idempotencyKey: 'erase li', kind: 'ERASURE', borrowerId: li },
        'id',
      );
      await bankOf().owner.do('completeSubjectRequest', { subjectRequestId: id }, 'status');
      expect(await figures()).toMatchObject({ 'network.coefficient': 0 });
      const left = await queryAll(
        bankOf().platform,
        'SELECT account_index FROM risk.own_account WHERE borrower_id = $1',
        [li],
      );
      expect(left).toEqual([]);
    });
  });
}
