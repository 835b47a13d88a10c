import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GraphQLSchema } from 'graphql';
import { readSubgraphs } from './read-subgraphs.js';
import { unannouncedBreakingChanges } from './breaking-changes.js';
import { composePublicSchema } from './public-schema.js';
import { undatedDeprecations } from './undated-deprecations.js';
import { undescribed } from './undescribed.js';

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@inaccessible"])';
const lending = `${link}
  "A loan." type Loan @key(fields: "id") { "Its id." id: ID! "Our own mark." mark: String @inaccessible }
  extend type Query { "A loan." loan("Its id." id: ID!): Loan }`;
const risk = `${link}
  type Loan @key(fields: "id") { id: ID! "How likely it is repaid." grade: Grade! }
  "A grade." enum Grade { "Good." A  "Bad." B }`;

const compose = (...sdl: string[]) =>
  composePublicSchema(sdl.map((text, index) => ({ name: `service${index}`, sdl: text })));
const schemaOf = (...sdl: string[]) => {
  const { schema } = compose(...sdl);
  if (!schema) throw new Error('does not compose');
  return schema;
};

describe('the public schema', () => {
  it('joins the services and hides what only they need', () => {
    const composition = compose(lending, risk);
    expect(composition.problems).toEqual([]);
    expect(composition.schema && composition.sdl).toContain('grade: Grade!');
    expect(composition.schema && composition.sdl).not.toMatch(/mark|@key|_entities|join__/);
  });

  it('is the same whatever the order of the files', () => {
    expect(compose(lending, risk)).toMatchObject({ sdl: (compose(risk, lending) as { sdl: string }).sdl });
  });

  it('does not come about when two services disagree, and says why', () => {
    const { problems } = compose(lending, risk.replace('id: ID! "How', 'id: Int! "How'));
    expect(problems.join()).toMatch(/Loan\.id/);
  });

  it('does not come about from SDL that cannot be read, and names the service', () => {
    expect(compose(lending, 'type {').problems).toEqual([expect.stringMatching(/^service1: Syntax Error/)]);
  });
});

describe('descriptions', () => {
  it('are wanted on types, fields, arguments and enum values', () => {
    const bare = `${link}
      type Loan { id: ID! }
      enum Grade { A }
      input LoanInput { grade: Grade }
      type Query { loan(input: LoanInput): Loan }`;
    expect([...undescribed(schemaOf(bare))].sort()).toEqual(
      [
        'Grade',
        'Grade.A',
        'Loan',
        'Loan.id',
        'LoanInput',
        'LoanInput.grade',
        'Query.loan',
        'Query.loan(input:)',
      ].sort(),
    );
  });

  it('may stand in any of the services that declare the thing', () => {
    expect(undescribed(schemaOf(lending, risk))).toEqual([]);
  });
});

describe('what is deprecated', () => {
  it('says from which day it is gone, on fields, arguments, inputs and enum values', () => {
    const soon = '@deprecated(reason: "read more, gone soon")';
    const dated = '@deprecated(reason: "read more, gone on 2027-01-31")';
    const old = (marked: string) =>
      schemaOf(`${link}
        type Query { loan(id: ID ${marked}): String ${marked} list(by: By): Grade }
        input By { name: String ${marked} }
        enum Grade { A B ${marked} }`);
    expect([...undatedDeprecations(old(soon))].sort()).toEqual([
      'By.name',
      'Grade.B',
      'Query.loan',
      'Query.loan(id:)',
    ]);
    expect(undatedDeprecations(old(dated))).toEqual([]);
  });
});

describe('the API as it is', () => {
  const root = join(import.meta.dirname, '../../..');
  const published = readFileSync(join(root, 'libs/gateway/schema.graphql'), 'utf8');
  const { schema, problems } = composePublicSchema(readSubgraphs(root)) as {
    schema?: GraphQLSchema;
    problems: readonly string[];
  };

  it('composes, is described word for word, and dates what it gives up', () => {
    expect(problems).toEqual([]);
    expect(schema && undescribed(schema)).toEqual([]);
    expect(schema && undatedDeprecations(schema)).toEqual([]);
  });

  it('breaks nothing of what is committed', async () => {
    expect(schema && (await unannouncedBreakingChanges(published, schema, ''))).toEqual([]);
  });
});

describe('a change that breaks the programs of banks', () => {
  const published = 'type Query { loan(id: ID!): Loan } type Loan { id: ID! note: String }';
  const removed = schemaOf(`${link} type Query { loan(id: ID!): Loan } type Loan { id: ID! }`);

  it('is found', async () => {
    expect(await unannouncedBreakingChanges(published, removed, '')).toEqual([
      { path: 'Loan.note', message: expect.stringContaining('note') },
    ]);
  });

  it('passes when it was announced by its path', async () => {
    expect(
      await unannouncedBreakingChanges(published, removed, 'Read `Loan.note` from the application instead.'),
    ).toEqual([]);
  });

  it('is not the same as an addition', async () => {
    const more = schemaOf(
      `${link} type Query { loan(id: ID!): Loan } type Loan { id: ID! note: String more: Int }`,
    );
    expect(await unannouncedBreakingChanges(published, more, '')).toEqual([]);
  });
});
