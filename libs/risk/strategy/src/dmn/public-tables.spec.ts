import { compileDmn } from './compile-dmn.js';

/** Cases of the kinds that the public compatibility kit has for decision tables, in our own words, by DMN 1.5 and FEEL. */
interface Table {
  readonly policy: string;
  readonly aggregation?: string;
  /** Each with its name and perhaps its type. */
  readonly inputs: readonly (readonly [name: string, type?: string])[];
  readonly outputs: readonly {
    readonly name?: string;
    readonly values?: string;
    readonly otherwise?: string;
  }[];
  /** Tests, then outputs. */
  readonly rows: readonly (readonly string[])[];
  readonly types?: string;
}

function cdata(text: string): string {
  return `<dmn:text><![CDATA[${text}]]></dmn:text>`;
}

/** Written with a prefix, without ids of requirements, and with parts of an editor, as tools write it. */
function fileOf({ policy, aggregation, inputs, outputs, rows, types = '' }: Table): string {
  const data = inputs.map(
    ([name, type], at) =>
      `<dmn:inputData id="d${at}" name="${name}"><dmn:variable name="${name}"${type ? ` typeRef="feel:${type}"` : ''}/></dmn:inputData>`,
  );
  const needs = inputs.map(
    (_, at) => `<dmn:informationRequirement><dmn:requiredInput href="#d${at}"/></dmn:informationRequirement>`,
  );
  const columns = inputs.map(
    ([name]) => `<dmn:input label="x"><dmn:inputExpression>${cdata(name)}</dmn:inputExpression></dmn:input>`,
  );
  const answers = outputs.map(({ name, values, otherwise }) => {
    const listed = values ? `<dmn:outputValues>${cdata(values)}</dmn:outputValues>` : '';
    const fallback = otherwise ? `<dmn:defaultOutputEntry>${cdata(otherwise)}</dmn:defaultOutputEntry>` : '';
    return `<dmn:output${name ? ` name="${name}"` : ''}>${listed}${fallback}</dmn:output>`;
  });
  const rules = rows.map((cells) => {
    const entries = cells.map((cell, at) =>
      at < inputs.length
        ? `<dmn:inputEntry>${cdata(cell)}</dmn:inputEntry>`
        : `<dmn:outputEntry>${cdata(cell)}</dmn:outputEntry>`,
    );
    return `<dmn:rule>${entries.join('')}</dmn:rule>`;
  });
  return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<dmn:definitions xmlns:dmn="https://www.omg.org/spec/DMN/20230324/MODEL/" xmlns:maker="http://maker.example" name="F" namespace="n" maker:logo="x">
<dmn:extensionElements/>${types}<dmn:decision id="a" name="Answer"><dmn:variable name="Answer" typeRef="feel:string"/>${needs.join('')}
<dmn:decisionTable hitPolicy="${policy}"${aggregation ? ` aggregation="${aggregation}"` : ''} outputLabel="Answer" preferredOrientation="Rule-as-Row">
${columns.join('')}${answers.join('')}${rules.join('')}</dmn:decisionTable></dmn:decision>${data.join('')}</dmn:definitions>`;
}

async function answer(table: Table, input: Record<string, unknown>): Promise<unknown> {
  return (await (await compileDmn(fileOf(table))).evaluate(input)).result['Answer'];
}

const affordable: Table = {
  policy: 'PRIORITY',
  inputs: [['Age', 'number'], ['Risk Category', 'string'], ['is Affordable']],
  outputs: [
    { name: 'Approved/Declined', values: '"Approved", "Declined"', otherwise: '"Declined"' },
    { name: 'Rate', values: '"Best", "Standard"', otherwise: '"Standard"' },
  ],
  rows: [
    ['>=18', '"Medium","Low"', 'true', '"Approved"', '"Standard"'],
    ['>= 18', 'not("High", "Medium")', 'true', '"Approved"', '"Best"'],
    ['-', '-', 'false', '"Declined"', '"Standard"'],
  ],
};

describe('a table with several outputs', () => {
  const young = { Age: 17, 'Risk Category': 'Low', 'is Affordable': true };
  const low = { ...young, Age: 30 };
  const best = { 'Approved/Declined': 'Approved', Rate: 'Best' };
  const standard = { 'Approved/Declined': 'Approved', Rate: 'Standard' };
  const declined = { 'Approved/Declined': 'Declined', Rate: 'Standard' };

  it.each([
    ['PRIORITY', low, best],
    ['OUTPUT ORDER', low, [best, standard]],
    ['RULE ORDER', low, [standard, best]],
    ['COLLECT', low, [standard, best]],
    ['FIRST', low, standard],
    ['UNIQUE', { ...low, 'Risk Category': 'Medium' }, standard],
    ['PRIORITY', young, declined],
    ['COLLECT', young, declined],
    ['FIRST', { 'Risk Category': 'High' }, declined],
  ])('%s', async (policy, input, expected) => {
    expect(await answer({ ...affordable, policy }, input)).toEqual(expected);
  });
});

describe('a table that lists', () => {
  const listing: Table = {
    policy: 'COLLECT',
    inputs: [['Symptom'], ['Known symptoms']],
    outputs: [{}],
    rows: [
      ['"cough", "sore throat"', '-', 'Symptom + " is a cold"'],
      ['Known symptoms', '-', 'Symptom + " is known"'],
    ],
  };

  it.each([
    ['cough', ['cough is a cold', 'cough is known']],
    ['fever', ['fever is known']],
    ['bleeding', []],
  ])('finds %s in lists of values and in a list that is given', async (symptom, expected) => {
    expect(await answer(listing, { Symptom: symptom, 'Known symptoms': ['cough', 'fever'] })).toEqual(
      expected,
    );
  });

  it.each(['RULE ORDER', 'OUTPUT ORDER'])('%s of nothing is an empty list', async (policy) => {
    expect(await answer({ ...listing, policy }, { Symptom: 'x' })).toEqual([]);
  });

  it.each([
    ['SUM', 600, null],
    ['MIN', 100, null],
    ['MAX', 300, null],
    ['COUNT', 3, 0],
  ])('%s adds up, and of nothing gives none', async (aggregation, all, none) => {
    const rows = [
      ['>1', '100'],
      ['>2', '200'],
      ['>3', '300'],
    ];
    const table: Table = { policy: 'COLLECT', aggregation, inputs: [['years']], outputs: [{}], rows };
    expect([await answer(table, { years: 4 }), await answer(table, { years: 0 })]).toEqual([all, none]);
  });
});

describe('dates, times and durations', () => {
  const compared = (type: string, literal: string): Table => ({
    policy: 'UNIQUE',
    inputs: [['When', type]],
    outputs: [{}],
    rows: [
      [`> ${literal}`, '"later"'],
      [literal, '"same"'],
      [`< ${literal}`, '"earlier"'],
    ],
  });

  it.each([
    ['date', 'date("2016-10-01")', '2016-10-02', 'later'],
    ['date', 'date("2016-10-01")', '2016-10-01', 'same'],
    ['date', 'date("2016-10-01")', '2015-12-31', 'earlier'],
    ['time', 'time("12:00:00Z")', '11:59:59Z', 'earlier'],
    ['dateTime', 'date and time("2016-10-01T12:00:00Z")', '2016-10-01T20:00:00+08:00', 'same'],
    ['dayTimeDuration', 'duration("P30D")', 'P31D', 'later'],
    ['yearMonthDuration', 'duration("P1Y")', 'P11M', 'earlier'],
  ])('%s against %s: %s is %s', async (type, literal, given, expected) => {
    expect(await answer(compared(type, literal), { When: given })).toBe(expected);
  });

  it('lie in ranges, open and closed, whose ends are given too', async () => {
    const table: Table = {
      policy: 'FIRST',
      inputs: [
        ['When', 'date'],
        ['From', 'date'],
        ['To', 'date'],
      ],
      outputs: [{}],
      rows: [
        ['(From..To]', '-', '-', '"within"'],
        ['-', '-', '-', 'string(When.year)'],
      ],
    };
    const ends = { From: '2026-01-01', To: '2026-02-01' };
    expect(await answer(table, { ...ends, When: '2026-02-01' })).toBe('within');
    expect(await answer(table, { ...ends, When: '2026-01-01' })).toBe('2026');
  });

  it('are read within the types of the file, and leave as texts', async () => {
    const types =
      '<dmn:itemDefinition name="tApplicant"><dmn:itemComponent name="born"><dmn:typeRef>tDay</dmn:typeRef></dmn:itemComponent></dmn:itemDefinition><dmn:itemDefinition name="tDay"><dmn:typeRef>feel:date</dmn:typeRef></dmn:itemDefinition>';
    const table: Table = {
      policy: 'FIRST',
      inputs: [['Applicant', 'tApplicant']],
      outputs: [{}],
      rows: [['?.born <= date("2008-11-28")', 'Applicant.born + duration("P18Y")']],
      types,
    };
    expect(await answer(table, { Applicant: { born: '2000-02-29' } })).toBe('2018-02-28');
    await expect(answer(table, { Applicant: { born: 'yesterday' } })).rejects.toMatchObject({
      reason: 'INPUT_INVALID',
      path: 'Applicant.born',
    });
  });
});

it('a name may hold words of the language, there or missing', async () => {
  const table: Table = {
    policy: 'FIRST',
    inputs: [['Purpose for credit'], ['Month of some event']],
    outputs: [{}],
    rows: [
      ['"car"', '-', '"asset for " + Purpose for credit'],
      ['-', 'null', '"unknown"'],
    ],
  };
  expect(await answer(table, { 'Purpose for credit': 'car' })).toBe('asset for car');
  expect(await answer(table, {})).toBe('unknown');
});

it.each(['for', 'for i in x return i', 'x and for i', 'some'])(
  'a loop is not hidden by an input that is called "%s"',
  async (name) => {
    const rows = [
      ['-', '-', 'x and for i in 1..1000000000 return i'],
      ['-', '-', 'some x in 1..9 satisfies x'],
    ];
    const table: Table = { policy: 'FIRST', inputs: [[name], ['x']], outputs: [{}], rows };
    await expect(compileDmn(fileOf(table))).rejects.toThrow('may go on without end');
  },
);

it.each<[string, Record<string, unknown>, unknown]>([
  ['? between 1 and 5', { x: 5 }, true],
  ['> 1, < -1', { x: -2 }, true],
  ['not(> 1, < -1)', { x: 0 }, true],
  [']1..5[', { x: 5 }, null],
  ['starts with(?, "a")', { x: 'abc' }, true],
  ['string length(?) > 2', { x: '凡星云' }, true],
  ['list contains([1, 2], ?)', { x: 3 }, null],
  ['modulo(?, 2) = 0', { x: 4 }, true],
  ['null', {}, true],
  ['true', { x: true }, true],
])('the test %s on %j gives %j', async (test, input, expected) => {
  const table: Table = { policy: 'UNIQUE', inputs: [['x']], outputs: [{}], rows: [[test, 'true']] };
  expect(await answer(table, input)).toBe(expected);
});
