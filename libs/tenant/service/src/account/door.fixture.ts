import type { Clock, Id } from '@fanxing/kernel';
import { createCallerVerifier, type VerifyCallerAt } from '@fanxing/runtime/caller';
import { systemClock } from '@fanxing/runtime/clock';
import type { Environment, Role, TenantContext } from '@fanxing/runtime/identity';
import type { ServiceHandle } from '@fanxing/runtime/subgraph';
import { ask, callerOf, refusalOf, type Refusal, type TestDatabase } from '@fanxing/testing';
import type { TestIdentity } from '@fanxing/testing/identity';
import { startTenantDesk } from '../tenant/tenant-desk.fixture.js';

type Input = Record<string, unknown>;

/** The tenant service with a real identity provider, and the door that asks it who comes. */
export interface TestDoor {
  readonly database: TestDatabase;
  readonly identity: TestIdentity;
  readonly service: ServiceHandle;
  readonly verify: VerifyCallerAt;
  /** An active tenant. */
  tenant(slug: string): Promise<Id<'tenant'>>;
  /** Runs a mutation, by its name, for the selection that is asked for. */
  mutate<Answer>(caller: TenantContext, mutation: string, input: Input, selection: string): Promise<Answer>;
  refusal(caller: TenantContext, mutation: string, input: Input, selection: string): Promise<Refusal>;
  /** A person with an account, and the door's view of them once they have signed in. */
  person(owner: TenantContext, username: string, roles: readonly Role[], more?: Input): Promise<TestPerson>;
  stop(): Promise<void>;
}

export interface TestPerson {
  readonly id: string;
  readonly username: string;
  readonly password: string;
  /** As the gateway hands them on. */
  readonly caller: TenantContext;
  readonly authorization: string;
}

export function ownerOf(tenantId: Id<'tenant'>, environment: Environment = 'sandbox'): TenantContext {
  return callerOf({ tenantId, environment, roles: ['owner'], actor: { kind: 'person', id: 'an owner' } });
}

/** The identity provider dates tokens by the real time: whoever signs in needs a clock that goes with it. */
export async function startDoor(clock: Clock = systemClock): Promise<TestDoor> {
  const desk = await startTenantDesk(clock);
  const { database, identity, transport, service } = desk;
  const verify = createCallerVerifier({ tokens: identity.tokens, transport, clock, isDoor: true });
  const mutate: TestDoor['mutate'] = async <Answer>(
    caller: TenantContext,
    mutation: string,
    input: Input,
    selection: string,
  ) => {
    const text = textOf(mutation, selection);
    return (await ask<{ answer: Answer }>(service, caller, text, { input })).answer;
  };
  return {
    database,
    identity,
    service,
    verify,
    mutate,
    refusal: (caller, mutation, input, selection) =>
      refusalOf(service, caller, textOf(mutation, selection), { input }),
    tenant: async (slug) => (await desk.enterAndApprove(slug)).id,
    person: async (owner, username, roles, more = {}) => {
      const made = await mutate<{
        user: { id: string; username: string };
        temporaryPassword: string;
      }>(
        owner,
        'createUser',
        { idempotencyKey: `${username} of ${owner.environment}`, username, roles, ...more },
        'user { id username } temporaryPassword',
      );
      const credentials = { username: made.user.username, password: made.temporaryPassword };
      const authorization = `Bearer ${await identity.tokenFor(credentials)}`;
      return { id: made.user.id, ...credentials, authorization, caller: await verify(authorization) };
    },
    stop: () => desk.stop(),
  };
}

function textOf(mutation: string, selection: string): string {
  const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}`;
  return `mutation ($input: ${type}Input!) { answer: ${mutation}(input: $input) { ${selection} } }`;
}
