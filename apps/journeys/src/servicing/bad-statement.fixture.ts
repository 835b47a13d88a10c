const header = 'reference,bookedOn,amount,currency';
const row = 'A1,2026-01-01,1.00,CNY';

const csv = (...lines: readonly string[]) => ({
  ...{ format: 'CSV', reference: 'January', content: lines.join('\n') },
});

/** A camt.053 file of so many empty statements. */
function camt(statements: number): string {
  const each = '<Stmt><Id>S</Id><Acct><Id><Othr><Id>1</Id></Othr></Id></Acct></Stmt>';
  return `<Document><BkToCstmrStmt>${each.repeat(statements)}</BkToCstmrStmt></Document>`;
}

/** Files that are no statements of a bank: what they are, the input, the reason and the place of the refusal. */
export const statements: readonly (readonly [
  what: string,
  input: () => Record<string, unknown>,
  reason: string,
  path: string,
])[] = [
  [
    'a file without a name',
    () => ({ ...csv(header, row), reference: null }),
    'INPUT_INVALID',
    'input.reference',
  ],
  [
    'a name beyond 140 characters',
    () => ({ ...csv(header, row), reference: 'x'.repeat(141) }),
    'STATEMENT_INVALID',
    'input.content',
  ],
  ['an empty file', () => csv(''), 'STATEMENT_INVALID', 'input.content'],
  ['a header alone', () => csv(header), 'STATEMENT_INVALID', 'input.content'],
  ['other columns', () => csv('reference,amount', 'A1,1.00'), 'STATEMENT_INVALID', 'input.content'],
  ['a line of other length', () => csv(header, 'A1,2026-01-01'), 'STATEMENT_INVALID', 'input.content'],
  [
    'a day that can not be',
    () => csv(header, 'A1,2026-02-30,1.00,CNY'),
    'STATEMENT_INVALID',
    'input.content',
  ],
  ['a part of a cent', () => csv(header, 'A1,2026-01-01,1.001,CNY'), 'STATEMENT_INVALID', 'input.content'],
  [
    'a currency that is none',
    () => csv(header, 'A1,2026-01-01,1.00,XXQ'),
    'STATEMENT_INVALID',
    'input.content',
  ],
  [
    'a line without a reference',
    () => csv(header, ' ,2026-01-01,1.00,CNY'),
    'STATEMENT_INVALID',
    'input.content',
  ],
  [
    'good lines before a bad one',
    () => csv(header, row, row, 'A2,yesterday,1.00,CNY'),
    'STATEMENT_INVALID',
    'input.content',
  ],
  [
    'words for XML',
    () => ({ format: 'CAMT_053', content: 'a statement' }),
    'STATEMENT_INVALID',
    'input.content',
  ],
  [
    'statements without a line',
    () => ({ format: 'CAMT_053', content: camt(1) }),
    'STATEMENT_INVALID',
    'input.content',
  ],
];
