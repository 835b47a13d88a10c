import { compileDmn } from './compile-dmn.js';

interface Shape {
  readonly hitPolicy: string;
  readonly aggregation?: string;
  readonly values?: string;
  readonly otherwise?: string;
  readonly rules: readonly (readonly [test: string, entry: string])[];
}

const model = 'https://www.omg.org/spec/DMN/20191111/MODEL/';

function dmn(decisions: string, namespace = model): string {
  return `<?xml version="1.0"?><definitions xmlns="${namespace}" id="d" name="D" namespace="x">${decisions}</definitions>`;
}

function table({ hitPolicy, aggregation, values, otherwise, rules }: Shape): string {
  const rows = rules.map(
    ([test, entry], row) =>
      `<rule id="r${row}"><inputEntry id="i${row}"><text><![CDATA[${test}]]></text></inputEntry><outputEntry id="o${row}"><text>${entry}</text></outputEntry></rule>`,
  );
  const adding = aggregation ? ` aggregation="${aggregation}"` : '';
  const listed = values ? `<outputValues id="v"><text>${values}</text></outputValues>` : '';
  const fallback = otherwise
    ? `<defaultOutputEntry id="f"><text>${otherwise}</text></defaultOutputEntry>`
    : '';
  return `<decision id="grade" name="Grade"><variable id="var" name="Grade"/><decisionTable id="t" hitPolicy="${hitPolicy}"${adding}><input id="in"><inputExpression id="ie"><text>Credit Score</text></inputExpression></input><output id="out" name="grade">${listed}${fallback}</output>${rows.join('')}</decisionTable></decision>`;
}

async function decide(shape: Shape, score: unknown): Promise<unknown> {
  const strategy = await compileDmn(dmn(table(shape)));
  return (await strategy.evaluate({ 'Credit Score': score })).result['Grade'];
}

const overlapping: Shape['rules'] = [
  ['> 600', '"B"'],
  ['> 700', '"A"'],
  ['[500..800]', '"C"'],
];

describe('a hit policy', () => {
  it.each<[string, Partial<Shape>, unknown]>([
    ['FIRST takes the first row', { hitPolicy: 'FIRST' }, 'B'],
    ['PRIORITY takes the most important', { hitPolicy: 'PRIORITY', values: '"A", "B", "C"' }, 'A'],
    [
      'OUTPUT ORDER lists by importance',
      { hitPolicy: 'OUTPUT ORDER', values: '"C", "A", "B"' },
      ['C', 'A', 'B'],
    ],
    ['RULE ORDER lists as the rows stand', { hitPolicy: 'RULE ORDER' }, ['B', 'A', 'C']],
    ['COLLECT lists', { hitPolicy: 'COLLECT' }, ['B', 'A', 'C']],
    ['COLLECT can count', { hitPolicy: 'COLLECT', aggregation: 'COUNT' }, 3],
  ])('%s', async (_, shape, expected) => {
    expect(await decide({ hitPolicy: 'FIRST', rules: overlapping, ...shape }, 750)).toEqual(expected);
  });

  it.each([
    ['SUM', 0.3],
    ['MIN', 0.1],
    ['MAX', 0.2],
  ])('COLLECT with %s', async (aggregation, expected) => {
    const rules: Shape['rules'] = [
      ['> 1', '0.1'],
      ['> 2', '0.2'],
      ['> 9', '5'],
    ];
    expect(await decide({ hitPolicy: 'COLLECT', aggregation, rules }, 3)).toBe(expected);
  });

  it('UNIQUE stops where two rows hit, ANY where they differ', async () => {
    await expect(decide({ hitPolicy: 'UNIQUE', rules: overlapping }, 750)).rejects.toThrow('unique');
    expect(await decide({ hitPolicy: 'UNIQUE', rules: overlapping }, 550)).toBe('C');
    await expect(decide({ hitPolicy: 'ANY', rules: overlapping }, 750)).rejects.toThrow('differ');
    expect(
      await decide(
        {
          hitPolicy: 'ANY',
          rules: [
            ['> 1', '"A"'],
            ['> 2', '"A"'],
          ],
        },
        3,
      ),
    ).toBe('A');
  });

  it('without a hit there is the default, or nothing', async () => {
    expect(await decide({ hitPolicy: 'UNIQUE', rules: overlapping }, 1)).toBeNull();
    expect(await decide({ hitPolicy: 'UNIQUE', rules: overlapping, otherwise: '"D"' }, null)).toBe('D');
  });
});

it('a decision builds on another, whichever stands first, in every version of the format', async () => {
  const literal =
    '<decision id="rate" name="Rate"><variable id="v2" name="Rate"/><informationRequirement id="q"><requiredDecision href="#grade"/></informationRequirement><literalExpression id="l"><text>if Grade = "A" then 0.02 else 0.05</text></literalExpression></decision>';
  for (const version of [
    'https://www.omg.org/spec/DMN/20230324/MODEL/',
    'http://www.omg.org/spec/DMN/20180521/MODEL/',
    model,
  ]) {
    const strategy = await compileDmn(
      dmn(
        literal +
          table({
            hitPolicy: 'FIRST',
            rules: [
              ['> 700', '"A"'],
              ['-', '"B"'],
            ],
          }),
        version,
      ),
    );
    const { result, trace } = await strategy.evaluate({ 'Credit Score': 710 });
    expect(result).toEqual({ Grade: 'A', Rate: 0.02 });
    expect(trace).toEqual([
      { node: 'grade', name: 'Grade', output: 'A', details: { hits: [0] } },
      { node: 'rate', name: 'Rate', output: 0.02, details: null },
    ]);
  }
});

it.each<[string, string, string]>([
  ['entities', `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>${dmn('')}`, 'entities'],
  ['no XML', 'hello', 'not a DMN file'],
  ['no decision', dmn(''), 'no decision'],
  [
    'a test that can not be read',
    dmn(table({ hitPolicy: 'FIRST', rules: [['> ', '1']] })),
    'row 1, input 1 of "Grade"',
  ],
  ['a clock', dmn(table({ hitPolicy: 'FIRST', rules: [['-', 'today()']] })), '"today" reads a clock'],
  ['a loop', dmn(table({ hitPolicy: 'FIRST', rules: [['-', 'for i in 1..1000000000 return i']] })), '"for"'],
  ['an unknown hit policy', dmn(table({ hitPolicy: 'BEST', rules: [] })), 'hit policy'],
  [
    'a decision on itself',
    dmn(
      '<decision id="a" name="A"><informationRequirement id="q"><requiredDecision href="#a"/></informationRequirement><literalExpression id="l"><text>1</text></literalExpression></decision>',
    ),
    'builds on itself',
  ],
])('a file with %s is refused', async (_, xml, why) => {
  await expect(compileDmn(xml)).rejects.toThrow(why);
});
