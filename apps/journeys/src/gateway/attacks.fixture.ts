import type { RawAnswer, RawRequest } from './raw-request.fixture.js';

interface Attack {
  readonly name: string;
  readonly request: RawRequest;
  readonly isRefused: (answer: RawAnswer) => boolean;
}

const query = (text: string): RawRequest => ({ body: JSON.stringify({ query: text, operationName: 'cop' }) });
const hasNoData = ({ text }: RawAnswer): boolean => {
  const { data } = JSON.parse(text) as { data?: unknown };
  return (data ?? null) === null;
};
const asForm = { 'content-type': 'application/x-www-form-urlencoded' };

/** The twelve questions of graphql-cop, in our words: each one finds a weakness where it is answered. */
export const attacks: readonly Attack[] = [
  {
    name: 'a hundred aliases of one field',
    request: query(
      `query cop { ${Array.from({ length: 101 }, (_, i) => `alias${i}:__typename`).join(' ')} }`,
    ),
    isRefused: hasNoData,
  },
  {
    name: 'ten operations in one list',
    request: {
      body: JSON.stringify(Array.from({ length: 10 }, () => ({ query: 'query cop { __typename }' }))),
    },
    isRefused: hasNoData,
  },
  {
    name: 'ten directives that are not there',
    request: query(`query cop { __typename ${'@aa'.repeat(10)} }`),
    isRefused: ({ text }) => (JSON.parse(text) as { errors: unknown[] }).errors.length === 1,
  },
  {
    name: 'a schema that is asked for in circles',
    request: query(
      `query cop { __schema { types { ${'fields { type { '.repeat(4)} name ${'} }'.repeat(4)} } } }`,
    ),
    isRefused: hasNoData,
  },
  {
    name: 'a query by GET',
    request: { method: 'GET', path: '/graphql?query=query+cop+%7B__typename%7D' },
    isRefused: ({ status, text }) => status === 404 && hasNoData({ text } as RawAnswer),
  },
  {
    name: 'a mutation by GET',
    request: { method: 'GET', path: '/graphql?query=mutation+cop+%7B__typename%7D' },
    isRefused: ({ status, text }) => status === 404 && hasNoData({ text } as RawAnswer),
  },
  {
    name: 'a query as a form',
    request: { headers: asForm, body: 'query=query+cop+%7B__typename%7D' },
    isRefused: ({ status, text }) => status === 415 && hasNoData({ text } as RawAnswer),
  },
  {
    name: 'the same field five hundred times',
    request: query(`query cop { ${'__typename '.repeat(500)} }`),
    isRefused: hasNoData,
  },
  {
    name: 'a page to try queries on',
    request: { method: 'GET', path: '/graphql', headers: { accept: 'text/html' } },
    isRefused: ({ status, text }) => status === 404 && !/graphiql|playground|sandbox/i.test(text),
  },
  {
    name: 'a trace of how it was answered',
    request: query('query cop { __typename }'),
    isRefused: ({ text }) => !/"tracing"/.test(text),
  },
];
