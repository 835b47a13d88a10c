import { inflateSync } from 'node:zlib';
import { parseBusinessDate, parseCurrency } from '@fanxing/kernel';
import { statementPdf } from './statement-pdf.js';
import { StatementPress } from './statement-press.js';
import { statementLine, type StatementView } from './statement.view.js';

const on = parseBusinessDate('2026-11-27');
const row = {
  booked_on: on,
  kind: 'REPAYMENT',
  entry_id: 'entry',
  paid_minor: '1008',
  principal_minor: '-1000',
  interest_minor: '-8',
  fee_minor: '0',
  penalty_minor: '0',
  outstanding_minor: '9000',
};

function statementOf(lines: number): StatementView {
  const line = statementLine(row, 'loan_1', parseCurrency('CNY'));
  return {
    subject: { kind: 'creditLine', id: 'creditLine_1' },
    from: null,
    to: null,
    asOf: on,
    lines: Array.from({ length: lines }, () => line),
  };
}

/** Everything in the file that is compressed, as text. */
function streamsOf(file: Buffer): string {
  const streams: string[] = [];
  for (let at = file.indexOf('stream\n'); at >= 0; at = file.indexOf('stream\n', at + 1)) {
    const end = file.indexOf('endstream', at);
    if (file.subarray(at - 3, at).toString() === 'end' || end < 0) continue;
    try {
      streams.push(inflateSync(file.subarray(at + 7, end)).toString('latin1'));
    } catch {
      // Not every stream is compressed.
    }
  }
  return streams.join('\n');
}

describe('a statement as a document', () => {
  it('embeds the Chinese characters that it shows, and says which they are', async () => {
    const file = await statementPdf(statementOf(3), 'ZH');
    expect(file.toString('latin1')).toMatch(/FontName \/[A-Z]{6}\+NotoSansHans-Regular/);
    const unicode = streamsOf(file).toLowerCase();
    for (const character of '贷款对账单还款利息罚息第页')
      expect(unicode).toContain(character.charCodeAt(0).toString(16));
    expect(file.length).toBeLessThan(200_000);
  });

  it('needs no font of its own in English', async () => {
    const file = await statementPdf(statementOf(3), 'EN');
    expect(file.toString('latin1')).toContain('/BaseFont /Helvetica');
    expect(file.length).toBeLessThan(20_000);
  });

  it('is the same bytes for the same statement, and as many pages as it needs', async () => {
    const file = await statementPdf(statementOf(200), 'EN');
    expect((await statementPdf(statementOf(200), 'EN')).equals(file)).toBe(true);
    expect(file.toString('latin1').match(/\/Type \/Page\b(?!s)/g)?.length).toBe(7);
    expect((await statementPdf(statementOf(0), 'ZH')).subarray(0, 5).toString()).toBe('%PDF-');
  });
});

describe('the press', () => {
  const press = new StatementPress();
  afterAll(() => press.onModuleDestroy());

  it('draws the same bytes in a thread of its own', async () => {
    const statement = statementOf(40);
    const drawn = await press.draw({ statement, language: 'ZH' });
    expect(Buffer.from(drawn, 'base64').equals(await statementPdf(statement, 'ZH'))).toBe(true);
  });

  it('refuses what would wait behind too many, and draws all that waits', async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 100 }, () => press.draw({ statement: statementOf(1), language: 'EN' })),
    );
    const refused = outcomes.filter(({ status }) => status === 'rejected');
    expect(refused.length).toBeGreaterThan(0);
    for (const each of refused)
      expect(each).toMatchObject({ reason: { reason: 'DOCUMENTS_WAITING', category: 'UNAVAILABLE' } });
    const files = outcomes.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    expect(files.length).toBeGreaterThanOrEqual(64);
    expect(new Set(files).size).toBe(1);
  });
});
