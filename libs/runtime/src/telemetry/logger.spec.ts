import { Fault } from '@fanxing/kernel';
import fc from 'fast-check';
import { describeError } from './error-description.js';
import { linesTo, loggerTo, type LogFields, type LogLevel } from './logger.js';
import { recordUnexpected } from './unexpected.js';

function listen(level: LogLevel = 'debug') {
  const written: string[] = [];
  const pino = linesTo({ write: (line: string) => void written.push(line) }, level);
  return {
    log: loggerTo(() => pino, 'lending.loan'),
    written,
    last: () => JSON.parse(written.at(-1) ?? '{}') as Record<string, unknown>,
  };
}

const tenantId = 'tenant_00000000000000000000000000';
const loanId = 'loan_01h455vb4pex5vsknk084sn02q';

describe('a log line', () => {
  it('is one JSON object with its level, time, part, message and allowed fields', () => {
    const { log, written, last } = listen();
    log.info({ tenantId, environment: 'sandbox', subjectId: loanId, attempt: 2 }, 'disbursed');
    expect(written).toHaveLength(1);
    expect(written[0]?.endsWith('\n')).toBe(true);
    expect(last()).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T.*Z$/) as string,
      name: 'lending.loan',
      tenantId,
      environment: 'sandbox',
      subjectId: loanId,
      attempt: 2,
      message: 'disbursed',
    });
  });

  it('is left out below the level that was asked for', () => {
    const { log, written } = listen('warn');
    log.debug('a');
    log.info('b');
    log.warn('c');
    expect(written).toHaveLength(1);
  });

  it('drops every key that is not on the list, and says how many', () => {
    const { log, written, last } = listen();
    const careless = { tenantId, name: 'Zhang San', phone: '13800138000', toString: 'x', __proto__: null };
    log.info(careless as LogFields, 'created');
    expect(last()).toMatchObject({ tenantId, name: 'lending.loan', droppedFields: 3 });
    expect(written.join()).not.toMatch(/Zhang|13800138000/);
  });

  it.each([
    ['the id of a person in place of a thing', { subjectId: 'borrower_01h455vb4pex5vsknk084sn02q' }],
    ['a name where a tenant belongs', { tenantId: 'Zhang San' }],
    ['an e-mail address where an operation belongs', { operation: 'zhang.san@example.com' }],
    ['a telephone number where a service belongs', { service: 'tel13800138000' }],
    ['a sentence where a code belongs', { code: 'Key (phone)=(13800138000) exists' }],
    ['an object where a word belongs', { job: { name: 'Zhang San' } }],
    ['an amount of text where a number belongs', { count: '13800138000' }],
  ])('drops %s', (_, fields) => {
    const { log, written, last } = listen();
    log.info(fields as unknown as LogFields, 'created');
    expect(last()).toHaveProperty('droppedFields', 1);
    expect(written.join()).not.toMatch(/hang|138|borrower_/);
  });

  it('keeps only scheme, host and port of an address', () => {
    const { log, last } = listen();
    log.info({ address: 'postgres://ann:secret@127.0.0.1:5432/bank?user=ann' }, 'connected');
    expect(last()['address']).toBe('postgres://127.0.0.1:5432');
  });

  it('cuts numbers and addresses out of a message that got past the compiler', () => {
    const { log, last } = listen();
    log.info('call 13800138000 or zhang@example.com' as 'constant');
    expect(last()['message']).toBe('call [cut] or [cut]');
  });

  it('never shows a value of any key that is not on the list', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.constant('SECRET VALUE')), (fields) => {
        const { log, written } = listen();
        log.info(fields as LogFields, 'x');
        expect(written.join()).not.toContain('SECRET');
      }),
    );
  });

  it('is refused by the compiler when its message is built from values', () => {
    const { log, written } = listen();
    const borrower = ['Zhang'].join();
    // @ts-expect-error a template holds values
    log.info(`created ${borrower}`);
    // @ts-expect-error a variable holds any text
    log.info({}, borrower);
    // @ts-expect-error not on the list
    log.info({ borrower }, 'created');
    expect(written).toHaveLength(3);
  });
});

describe('an error in a log line', () => {
  it('tells its type, reason, code and place, but not its message or details', () => {
    const { log, written, last } = listen();
    const cause = Object.assign(new Error('Key (phone)=(13800138000) already exists'), {
      code: '23505',
      detail: 'Zhang',
    });
    log.error({ error: new Error('could not create Zhang San', { cause }) }, 'failed');
    expect(last()['error']).toMatchObject({
      type: 'Error',
      stack: expect.stringContaining('logger.spec.ts') as string,
      cause: { type: 'Error', code: '23505' },
    });
    log.error({ error: new Fault('NOT_FOUND', { what: 'borrower', id: 'Zhang' }) }, 'failed');
    expect(last()['error']).toMatchObject({ type: 'Fault', reason: 'NOT_FOUND' });
    expect(written.join()).not.toMatch(/Zhang|13800138000/);
  });

  it('shows no message that pretends to be a stack', () => {
    const error = new Error('x\n    at Zhang San (/138/00/138:1:1)\n    at more');
    expect(describeError(error).stack).not.toContain('Zhang');
    error.message = 'changed later';
    expect(describeError({ ...error }).stack).toBeUndefined();
  });

  it('says only the type of what is no error at all', () => {
    expect(describeError('Zhang San')).toEqual({ type: 'string' });
    expect(describeError(undefined)).toEqual({ type: 'undefined' });
  });
});

describe('an unexpected error', () => {
  it('is logged under the trace id that the caller is given', () => {
    const { log, last } = listen();
    const fault = recordUnexpected(log, new TypeError('x of Zhang'), { operation: 'drawDown' });
    expect(fault.reason).toBe('INTERNAL');
    expect(fault.details['traceId']).toMatch(/^[0-9a-f]{32}$/);
    expect(last()).toMatchObject({
      operation: 'drawDown',
      traceId: fault.details['traceId'],
      error: { type: 'TypeError' },
    });
  });

  it('is not made of a fault, which the caller may see as it is', () => {
    const { log, written } = listen();
    const fault = new Fault('FOUR_EYES');
    expect(recordUnexpected(log, fault)).toBe(fault);
    expect(written).toEqual([]);
  });
});
