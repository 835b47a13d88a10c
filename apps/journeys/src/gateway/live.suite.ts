import { createHash } from 'node:crypto';
import { eventually } from '../harness/eventually.fixture.js';
import { post, type Answer, type Caller } from '../harness/caller.fixture.js';
import type { Door } from './door.fixture.js';

const sha256Of = (text: string): string => createHash('sha256').update(text).digest('hex');
const persisted = (sha256Hash: string) => ({ persistedQuery: { version: 1, sha256Hash } });

/** What the live environment keeps to itself, and operations that are known by their hash. */
export function live(door: Door): void {
  const asks = async (caller: Caller, body: object): Promise<Answer<Record<string, unknown>>> =>
    post(door.platform.ready.urls.graphql, body, { authorization: await caller.authorization() });
  const reasonOf = ({ errors }: Answer<unknown>): string | undefined => errors[0]?.extensions.reason;

  describe('the live environment', () => {
    it.each([
      '{ __schema { types { name } } }',
      '{ __type(name: "Loan") { name } }',
      '{ ...on Query { __schema { queryType { name } } } }',
      '{ ...all } fragment all on Query { __schema { queryType { name } } }',
    ])('does not show its schema to %s', async (query) => {
      expect(reasonOf(await asks(door.bank.owners.LIVE, { query }))).toBe('INTROSPECTION_DISABLED');
      expect((await asks(door.bank.owners.SANDBOX, { query })).errors).toEqual([]);
    });

    it.each([
      ['a field', '{ viewr { id } }', {}],
      ['an argument', '{ loans(frist: 1) { edges { cursor } } }', {}],
      ['a type', '{ node(id: "x") { ... on Lone { id } } }', {}],
      ['a value', 'query ($s: LoanStatus) { loans(status: $s) { edges { cursor } } }', { s: 'ACTIV' }],
      ['a literal value', '{ loans(status: ACTIV) { edges { cursor } } }', {}],
    ])('does not help to guess %s', async (_, query, variables) => {
      const { errors } = await asks(door.bank.owners.LIVE, { query, variables });
      expect(errors[0]?.extensions.code).toBe('BAD_USER_INPUT');
      expect(JSON.stringify(errors)).not.toMatch(/did you mean/i);
    });

    it('helps in the sandbox', async () => {
      const { errors } = await asks(door.bank.owners.SANDBOX, { query: '{ viewr { id } }' });
      expect(errors[0]?.message).toMatch(/Did you mean "viewer"/);
    });
  });

  describe('an operation that is named by its hash', () => {
    const query = '{ viewer { id environment } }';
    const extensions = persisted(sha256Of(query));

    it('is asked for once and then known, to the tenant and environment that sent it only', async () => {
      const { SANDBOX, LIVE } = door.bank.owners;
      const first = await asks(SANDBOX, { extensions });
      expect([first.status, first.errors[0]?.message]).toEqual([400, 'PersistedQueryNotFound']);
      expect((await asks(SANDBOX, { query, extensions })).data).toMatchObject({
        viewer: { environment: 'SANDBOX' },
      });
      expect((await asks(SANDBOX, { extensions })).data).toMatchObject({
        viewer: { environment: 'SANDBOX' },
      });
      expect(reasonOf(await asks(LIVE, { extensions }))).toBe('PERSISTED_QUERY_NOT_FOUND');
    });

    it('can not be put in the place of another', async () => {
      const poison = { query: '{ viewer { roles } }', extensions };
      expect(reasonOf(await asks(door.bank.owners.SANDBOX, poison))).toBe('PERSISTED_QUERY_MISMATCH');
      expect((await asks(door.bank.owners.SANDBOX, { extensions })).data).toMatchObject({
        viewer: { id: expect.any(String) },
      });
    });

    it.each([
      ['another version', { version: 2, sha256Hash: sha256Of(query) }],
      ['no hash', { version: 1 }],
      ['what is no hash', { version: 1, sha256Hash: '../../etc/passwd' }],
    ])('is refused with %s', async (_, persistedQuery) => {
      expect(reasonOf(await asks(door.bank.owners.SANDBOX, { extensions: { persistedQuery } }))).toBe(
        'QUERY_INVALID',
      );
    });
  });

  describe('a tenant that runs registered operations only', () => {
    const registered = 'query Who { viewer { id environment } }';

    it('runs these by hash or text and no other, and can lift the rule', async () => {
      const owner = door.bank.owners.LIVE;
      const { operations } = await owner.do<{ operations: { sha256: string }[] }>(
        'registerOperations',
        { idempotencyKey: 'first', operations: [{ name: 'Who', text: registered }] },
        'operations { sha256 name }',
      );
      expect(operations).toEqual([{ sha256: sha256Of(registered), name: 'Who' }]);
      await owner.do('setOperationPolicy', { registeredOnly: true }, 'registeredOnly');
      const other = { query: '{ viewer { id roles } }' };
      await eventually(5_000, async () =>
        reasonOf(await asks(owner, other)) === 'OPERATION_NOT_REGISTERED' ? true : undefined,
      );
      for (const body of [{ query: registered }, { extensions: persisted(sha256Of(registered)) }])
        expect((await asks(owner, body)).data).toMatchObject({ viewer: { environment: 'LIVE' } });
      const unknown = { ...other, extensions: persisted(sha256Of(other.query)) };
      expect(reasonOf(await asks(owner, unknown))).toBe('OPERATION_NOT_REGISTERED');
      const smuggled = `mutation { setOperationPolicy(input: { registeredOnly: true }) { registeredOnly } ... on Mutation { runEndOfDay(input: { on: "2026-01-01" }) { businessDate } } }`;
      expect(reasonOf(await asks(owner, { query: smuggled }))).toBe('OPERATION_NOT_REGISTERED');
      await owner.do('setOperationPolicy', { registeredOnly: false }, 'registeredOnly');
      await eventually(5_000, async () =>
        (await asks(owner, other)).errors.length === 0 ? true : undefined,
      );
    });

    it('registers nothing that is no operation', async () => {
      for (const text of ['', '{ viewer {', 'fragment a on Viewer { id }']) {
        const input = { idempotencyKey: `none ${text}`, operations: [{ name: 'none', text }] };
        const { extensions } = await door.bank.owners.LIVE.refusalOf('registerOperations', input);
        expect(extensions).toMatchObject({ code: 'BAD_USER_INPUT', path: 'input.operations[0].text' });
      }
    });
  });
}
