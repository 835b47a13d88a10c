import { Fault } from '@fanxing/kernel';
import { columnsOf, givenFromLine, givenFromRow } from './given-event.js';
import { recordBytesMax, recordsIn, type FileFormat } from './records.js';

function read(text: string, format: FileFormat, isLast: boolean): { records: string[]; consumed: number } {
  const bytes = Buffer.from(text);
  const { records, consumed } = recordsIn(bytes, format, isLast);
  return { records: records.map(({ from, to }) => bytes.toString('utf8', from, to)), consumed };
}

function problemOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof Fault) return String(error.details['problem']);
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('the records of a file', () => {
  const text = 'id,"a\nb"\r\n1,"x ""y""\nz"\n2,last';

  it('are the same wherever the file is cut', () => {
    const whole = read(text, 'CSV', true).records;
    expect(whole).toEqual(['id,"a\nb"', '1,"x ""y""\nz"', '2,last']);
    for (let cut = 0; cut <= text.length; cut += 1) {
      const { records, consumed } = read(text.slice(0, cut), 'CSV', false);
      expect([...records, ...read(text.slice(consumed), 'CSV', true).records]).toEqual(whole);
    }
  });

  it('wait for their end, and need none at the end of the file', () => {
    expect(read('{"a":1}\n{"b"', 'NDJSON', false)).toEqual({ records: ['{"a":1}'], consumed: 8 });
    expect(read('{"a":1}\n{"b"', 'NDJSON', true)).toEqual({ records: ['{"a":1}', '{"b"'], consumed: 12 });
  });

  it('are lost to a quote that is never closed one line at a time', () => {
    const row = `1,${'x'.repeat(1_000)}\n`;
    const { records } = read(`0,"open\n${row.repeat(200)}`, 'CSV', false);
    expect(records[0]).toBe('0,"open');
    expect(records[1]).toBe(row.trimEnd());
    expect(records).toHaveLength(201);
  });

  it('are cut when no line end comes', () => {
    const { records } = read('x'.repeat(recordBytesMax + 10), 'NDJSON', false);
    expect(records.map(({ length }) => length)).toEqual([recordBytesMax]);
  });
});

describe('a line', () => {
  const line = { id: 'a', borrowerId: 'b', kind: 'payment', at: '2026-01-01T00:00:00Z' };

  it.each<[string, string]>([
    ['{"id": "Wang"', 'the line is not JSON'],
    ['[]', 'the line is no object'],
    [JSON.stringify({ ...line, colour: 'red' }), 'there is no "colour": what else is known goes into fields'],
    [JSON.stringify({ ...line, at: 5 }), 'at must be a text'],
    [JSON.stringify({ ...line, amount: 5 }), 'amount must be a text'],
  ])('%s is refused, and not quoted', (text, problem) => {
    expect(problemOf(() => givenFromLine(text))).toBe(problem);
  });
});

describe('a row of a CSV', () => {
  const columns = columnsOf('\uFEFFid,borrowerId,kind,at,fields.place,fields.count,fields.code');

  it('is an event, its figures numbers', () => {
    expect(givenFromRow(columns, 'a,b,order,2026-01-01T00:00:00Z,"Tea, ""hot""",12,007')).toEqual({
      ...{ id: 'a', borrowerId: 'b', kind: 'order', at: '2026-01-01T00:00:00Z' },
      fields: { place: 'Tea, "hot"', count: 12, code: '007' },
    });
  });

  it.each([
    ['a,b', 'the row has 2 cells where there are 7 columns'],
    [',b,order,now,,,', 'id is missing'],
    ['a,b,order,now,"x', 'a quote is not closed'],
    ['a,b,order,now,"x"y,,', 'a cell goes on after its quote'],
    ['a,b,order,now,x"y",,', 'a quote stands inside a cell that does not begin with one'],
  ])('%s is refused', (record, problem) => {
    expect(problemOf(() => givenFromRow(columns, record))).toBe(problem);
  });

  it.each([
    ['id,kind,at', 'the column borrowerId is missing'],
    ['id,borrowerId,kind,at,colour', 'there is no column "colour": what else is known goes into fields.NAME'],
    ['id,borrowerId,kind,at,at', 'a column comes twice'],
  ])('%s is no header', (record, problem) => {
    expect(problemOf(() => columnsOf(record))).toBe(problem);
  });
});
