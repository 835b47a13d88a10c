import fc from 'fast-check';
import { parseBusinessDate, parseCurrency } from '@fanxing/kernel';
import { matchStatement, type BookMovement } from './match-statement.js';
import { parseCamt053 } from './parse-camt-053.js';
import { parseCsvStatement } from './parse-csv-statement.js';

const CNY = parseCurrency('CNY');
const day = (text: string) => parseBusinessDate(text);
const invalid = expect.objectContaining({ reason: 'STATEMENT_INVALID' });

const entry = (amount: string, direction: string, reference: string, more = '') => `
  <Ntry><Amt Ccy="CNY">${amount}</Amt><CdtDbtInd>${direction}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
    <BookgDt><Dt>2026-11-20</Dt></BookgDt><NtryDtls><TxDtls><Refs><EndToEndId>${reference}</EndToEndId></Refs></TxDtls>${more}</NtryDtls></Ntry>`;
const balance = (code: string, amount: string) =>
  `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp><Amt Ccy="CNY">${amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-20</Dt></Dt></Bal>`;
const document = (body: string, version = '08') => `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.${version}"><BkToCstmrStmt><GrpHdr><MsgId>m</MsgId></GrpHdr>
<Stmt><Id>S-1</Id><Acct><Id><IBAN>DE89370400440532013000</IBAN></Id></Acct>${body}</Stmt></BkToCstmrStmt></Document>`;

describe('a statement in CSV', () => {
  const header = 'reference,bookedOn,amount,currency\n';

  it('is read with its days, quoted fields and a byte order mark', () => {
    const text = `\ufeff${header}"loan, 1",2026-11-20,-100.50,CNY\r\nloan 2,2026-11-18,7.500,CNY\n`;
    expect(parseCsvStatement(text, 'file')).toMatchObject({
      reference: 'file',
      from: '2026-11-18',
      through: '2026-11-20',
      isSigned: true,
      lines: [
        { line: 1, reference: 'loan, 1', amountMinor: -10050n },
        { line: 2, reference: 'loan 2', amountMinor: 750n },
      ],
    });
  });

  it.each([
    ['another header', 'ref,bookedOn,amount,currency\na,2026-11-20,1,CNY'],
    ['no line', header],
    ['a day that is none', `${header}a,2026-02-30,1.00,CNY`],
    ['a fraction of a cent', `${header}a,2026-11-20,1.001,CNY`],
    ['a currency that is none', `${header}a,2026-11-20,1.00,XXZ`],
    ['an amount in words', `${header}a,2026-11-20,one,CNY`],
    ['a missing column', `${header}a,2026-11-20,1.00`],
    ['an open quote', `${header}"a,2026-11-20,1.00,CNY`],
    ['no reference', `${header},2026-11-20,1.00,CNY`],
  ])('is refused with %s', (_, text) => expect(() => parseCsvStatement(text, 'file')).toThrow(invalid));
});

describe('a statement in camt.053.001.08', () => {
  it('is read with directions, batches and the check of its balances', () => {
    const batch = `<Ntry><Amt Ccy="CNY">30</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><DtTm>2026-11-21T09:00:00+08:00</DtTm></BookgDt>
      <NtryDtls><TxDtls><Refs><EndToEndId>r1</EndToEndId></Refs><Amt Ccy="CNY">10.00</Amt></TxDtls>
      <TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId><TxId>r2</TxId></Refs><AmtDtls><TxAmt><Amt Ccy="CNY">20.00</Amt></TxAmt></AmtDtls></TxDtls></NtryDtls></Ntry>`;
    const pending = entry('5.00', 'DBIT', 'later').replace('BOOK', 'PDNG');
    const body = `${balance('OPBD', '1000.00')}${balance('CLBD', '930.00')}${entry('100.00', 'DBIT', 'loan_1')}${batch}${pending}`;
    const [statement] = parseCamt053(document(body));
    expect(statement).toMatchObject({
      reference: 'S-1',
      account: 'DE89370400440532013000',
      from: '2026-11-20',
      through: '2026-11-21',
      isBalanced: true,
    });
    expect(
      statement?.lines.map(({ line, reference, amountMinor }) => [line, reference, amountMinor]),
    ).toEqual([
      [1, 'loan_1', -10000n],
      [2, 'r1', 1000n],
      [3, 'r2', 2000n],
    ]);
  });

  it('says when its lines do not lead from one balance to the other', () => {
    const body = `${balance('OPBD', '1000.00')}${balance('CLBD', '950.00')}${entry('100.00', 'DBIT', 'loan_1')}`;
    expect(parseCamt053(document(body))[0]?.isBalanced).toBe(false);
  });

  const laughs = `<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">]>`;
  it.each([
    [
      'a document type with an outer entity',
      document(entry('1', 'DBIT', '&x;')).replace(
        '?>',
        '?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
      ),
    ],
    ['a billion laughs', document(entry('1', 'DBIT', '&lol2;')).replace('?>', `?>${laughs}`)],
    ['an entity of its own', document(entry('1', 'DBIT', '&x;'))],
    ['another version', document(entry('1', 'DBIT', 'a'), '02')],
    ['another root', '<a/>'],
    ['an end too early', document(entry('1', 'DBIT', 'a')).slice(0, -20)],
    ['nothing', ''],
    ['a direction that is none', document(entry('1', 'SIDE', 'a'))],
    ['tags without end', document('<a>'.repeat(100) + '</a>'.repeat(100))],
    ['a value without end', document(entry('1', 'DBIT', 'a'.repeat(5_000)))],
    [
      'payments that do not add up',
      document(
        entry('1', 'DBIT', 'a', '<TxDtls><Amt Ccy="CNY">1</Amt></TxDtls>').replace(
          '</Refs>',
          '</Refs><Amt Ccy="CNY">1</Amt>',
        ),
      ),
    ],
  ])('is refused with %s', (_, text) => expect(() => parseCamt053(text)).toThrow(invalid));
});

const line = (
  number: number,
  reference: string,
  amountMinor: bigint,
  bookedOn = '2026-11-20',
  currency = CNY,
) => ({
  line: number,
  reference,
  amountMinor,
  bookedOn: day(bookedOn),
  currency,
});
const movement = (causeId: string, amountMinor: bigint, more: Partial<BookMovement> = {}): BookMovement => ({
  causeId,
  currency: CNY,
  amountMinor,
  bookedOn: day('2026-11-20'),
  status: 'posted',
  entryIds: [`entry of ${causeId}`],
  ...more,
});
const task = {
  elsewhere: new Set<string>(),
  isSigned: true,
  from: day('2026-11-01'),
  through: day('2026-11-30'),
  toleranceDays: 0,
};

describe('a statement beside the books', () => {
  const kinds = (lines: ReturnType<typeof line>[], movements: BookMovement[], more = {}) =>
    matchStatement({ ...task, lines, movements, ...more }).map(({ kind, differences, correctionMinor }) => [
      kind,
      differences.join(),
      correctionMinor,
    ]);

  it('names what is missing on either side, and by how much the books are off', () => {
    expect(kinds([line(1, 'a', -5n), line(2, 'b', 7n)], [movement('a', -5n), movement('c', -9n)])).toEqual([
      ['MATCHED', '', 0n],
      ['MISSING_HERE', '', 7n],
      ['MISSING_THERE', '', 9n],
    ]);
    expect(
      kinds([line(1, 'a', -5n)], [movement('a', -5n), movement('c', -9n)], { elsewhere: new Set(['c']) }),
    ).toHaveLength(1);
  });

  it('names each way in which a line differs', () => {
    const usd = parseCurrency('USD');
    expect(kinds([line(1, 'a', -6n)], [movement('a', -5n)])).toEqual([['DIFFERENT', 'AMOUNT', -1n]]);
    expect(kinds([line(1, 'a', 5n)], [movement('a', -5n)])).toEqual([['DIFFERENT', 'AMOUNT', 10n]]);
    expect(kinds([line(1, 'a', -5n, '2026-11-21')], [movement('a', -5n)])).toEqual([
      ['DIFFERENT', 'DATE', 0n],
    ]);
    expect(kinds([line(1, 'a', -5n, '2026-11-21')], [movement('a', -5n)], { toleranceDays: 1 })).toEqual([
      ['MATCHED', '', 0n],
    ]);
    expect(kinds([line(1, 'a', -5n, '2026-11-20', usd)], [movement('a', -5n)])[0]).toEqual([
      'DIFFERENT',
      'CURRENCY',
      null,
    ]);
    expect(kinds([line(1, 'a', -5n)], [movement('a', -5n, { status: 'pending' })])[0]).toEqual([
      'DIFFERENT',
      'STATUS',
      null,
    ]);
    expect(kinds([line(1, 'a', -5n)], [movement('a', -5n, { status: 'voided' })])[0]).toEqual([
      'MISSING_HERE',
      '',
      -5n,
    ]);
  });

  it('tells a line that stands there twice from a payment and its return, and from what was booked twice', () => {
    const twice = [line(1, 'a', -5n), line(2, 'a', -5n)];
    expect(kinds(twice, [movement('a', -5n)])).toEqual([
      ['MATCHED', '', 0n],
      ['DUPLICATE', '', -5n],
    ]);
    expect(kinds(twice, [movement('a', -10n)]).map(([kind]) => kind)).toEqual(['MATCHED', 'MATCHED']);
    expect(kinds([line(1, 'a', -5n), line(2, 'a', 4n)], [movement('a', -1n)]).map(([kind]) => kind)).toEqual([
      'MATCHED',
      'MATCHED',
    ]);
  });

  it('lets a list without signs go the way that the books went', () => {
    expect(
      kinds([line(1, 'a', 5n), line(2, 'b', 5n)], [movement('a', -5n), movement('b', 5n)], {
        isSigned: false,
      }),
    ).toEqual([
      ['MATCHED', '', 0n],
      ['MATCHED', '', 0n],
    ]);
  });

  it('finds every difference that was planted, once, and nothing else', () => {
    const plant = fc.constantFrom('same', 'lost here', 'lost there', 'amount', 'twice');
    fc.assert(
      fc.property(
        fc.array(fc.tuple(plant, fc.bigInt(1n, 10n ** 9n), fc.boolean()), { minLength: 1, maxLength: 40 }),
        (plants) => {
          const lines: ReturnType<typeof line>[] = [];
          const movements: BookMovement[] = [];
          const expected: string[] = [];
          // One that is sure to be there, so that the statement has a currency and a day.
          lines.push(line(1, 'first', 1n));
          movements.push(movement('first', 1n));
          plants.forEach(([kind, size, isOut], place) => {
            const amount = isOut ? -size : size;
            const put = (minor: bigint) => lines.push(line(lines.length + 1, `r${place}`, minor));
            if (kind !== 'lost there') put(kind === 'amount' ? amount + 1n + size : amount);
            if (kind === 'twice') put(amount);
            if (kind !== 'lost here') movements.push(movement(`r${place}`, amount));
            if (kind === 'lost here') expected.push(`MISSING_HERE r${place}`);
            if (kind === 'lost there') expected.push(`MISSING_THERE r${place}`);
            if (kind === 'amount') expected.push(`DIFFERENT r${place}`);
            if (kind === 'twice') expected.push(`DUPLICATE r${place}`);
          });
          const found = matchStatement({ ...task, lines, movements });
          const differing = found
            .filter(({ kind }) => kind !== 'MATCHED')
            .map(({ kind, reference }) => `${kind} ${reference}`);
          expect(differing.sort()).toEqual(expected.sort());
          expect(new Set(found.map(({ key }) => key)).size).toBe(found.length);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
