import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Fault } from '@fanxing/kernel';
import { answerOperation } from '../answer-operation.js';
import { visitOf, type GraphqlRouteOptions } from '../graphql-route.js';
import { setRetryAfter, statusOfCode } from '../http/http-faults.js';
import type { Visit } from '../limits/admission.js';
import { RequestLife } from '../request/request-life.js';

/** What there are statements of: the last part of the address, the query that reads it, and what its id is called there. */
const subjects = {
  loans: { field: 'loanStatement', id: 'loanId' },
  'credit-lines': { field: 'creditLineStatement', id: 'creditLineId' },
  borrowers: { field: 'borrowerStatement', id: 'borrowerId' },
} as const;

const money = '{ amount currency }';
/** Each kind of file: the field that holds it, what it is in HTTP's words, and the bytes of what the field answered. */
const formats = {
  pdf: {
    selection: 'file: pdf(language: $language)',
    type: 'application/pdf',
    bytesOf: (answer: StatementAnswer) => Buffer.from(answer.file ?? '', 'base64'),
  },
  csv: {
    selection: 'file: csv(language: $language)',
    type: 'text/csv; charset=utf-8',
    // Without the mark, spreadsheets take UTF-8 for something else.
    bytesOf: (answer: StatementAnswer) => Buffer.from(`\uFEFF${answer.file ?? ''}`),
  },
  json: {
    selection: `lines { loanId on kind entryId paid ${money} principal ${money} interest ${money} fee ${money} penalty ${money}
      outstanding ${money} }`,
    type: 'application/json; charset=utf-8',
    bytesOf: (answer: StatementAnswer) => Buffer.from(JSON.stringify(answer)),
  },
} as const;

interface StatementAnswer {
  readonly file?: string;
}

type Subject = keyof typeof subjects;
type Format = keyof typeof formats;

const visits = new WeakMap<FastifyRequest, Visit>();

/**
 * `GET /statements/loans/ID`, `/statements/credit-lines/ID` and `/statements/borrowers/ID`, with `format=pdf|csv|json` (pdf),
 * `language=ZH|EN` (ZH), `from` and `to`: a statement as a file. It is the query of the same name, asked with the caller's own token,
 * so permissions, limits, prices and records of reads are that query's. A page of another origin can not send the token unasked.
 */
export function addStatementRoute(server: FastifyInstance, options: GraphqlRouteOptions): void {
  server.get<{ Params: { subject: string; id: string }; Querystring: Record<string, unknown> }>(
    '/statements/:subject/:id',
    {
      onRequest: async (request) => {
        visits.set(request, await visitOf(request, options));
      },
    },
    async (request, reply) => {
      const { subject, id } = request.params;
      if (!isOneOf(subjects, subject)) return reply.callNotFound();
      const { format, language, variables } = wanted(request.query, id);
      const visit = visits.get(request);
      if (!visit) throw new Error('a request reached its handler without a visit');
      const { result } = await answerOperation(
        {
          visit,
          authorization: request.headers.authorization ?? '',
          body: { query: operationOf(subject, format), variables },
          life: new RequestLife(reply.raw),
          isOwnText: true,
        },
        options,
      );
      const answer = (result.data as { statement?: StatementAnswer } | null | undefined)?.statement;
      if (result.errors || !answer) return refuse(reply, result.errors ?? []);
      const name = `statement-${id.replace(/[^\w-]/g, '')}-${language.toLowerCase()}.${format}`;
      return reply
        .type(formats[format].type)
        .header('content-disposition', `attachment; filename="${name}"`)
        .send(formats[format].bytesOf(answer));
    },
  );
}

function operationOf(subject: Subject, format: Format): string {
  const { field, id } = subjects[subject];
  const language = format === 'json' ? '' : ', $language: StatementLanguage!';
  return `query Statement($id: ID!, $from: Date, $to: Date${language}) {
    statement: ${field}(${id}: $id, from: $from, to: $to) { ${formats[format].selection} }
  }`;
}

/** Fails with INPUT_INVALID, whose path is the parameter at fault. */
function wanted(query: Readonly<Record<string, unknown>>, id: string) {
  const { format = 'pdf', language = 'ZH', from = null, to = null, ...others } = query;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined)
    throw invalid('there are the parameters format, language, from and to', unknown.slice(0, 40));
  if (typeof format !== 'string' || !isOneOf(formats, format))
    throw invalid('it must be pdf, csv or json', 'format');
  const inCapitals = typeof language === 'string' ? language.toUpperCase() : '';
  if (inCapitals !== 'ZH' && inCapitals !== 'EN') throw invalid('it must be ZH or EN', 'language');
  const period = { from, to };
  return {
    format,
    language: inCapitals,
    variables: { id, ...period, ...(format === 'json' ? {} : { language: inCapitals }) },
  };
}

/** As a file that can not be had: with a status of its own, and the error in the API's shape. */
function refuse(reply: FastifyReply, errors: readonly { readonly extensions?: unknown }[]): FastifyReply {
  const extensions = errors[0]?.extensions as Record<string, unknown> | undefined;
  setRetryAfter(reply, extensions);
  const status = statusOfCode(extensions);
  return reply
    .status(extensions?.['code'] === 'NOT_FOUND' ? 404 : status === 200 ? 400 : status)
    .type('application/json; charset=utf-8')
    .send(JSON.stringify({ errors }));
}

function isOneOf<Known extends object>(known: Known, name: string): name is keyof Known & string {
  return Object.hasOwn(known, name);
}

function invalid(problem: string, path: string): Fault {
  return new Fault('INPUT_INVALID', { problem }, path);
}
