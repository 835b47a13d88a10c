import { fromEpochMs } from '@fanxing/kernel';
import { contextOf, mustBeCurrentAccessToken, type Claims } from './token-claims.js';

const now = 1_800_000_000;
const clock = { now: () => fromEpochMs(now * 1000) };
const tenantId = 'tenant_01jd0000000000000000000000';
const program = {
  tenant_id: tenantId,
  environment: 'sandbox',
  actor_kind: 'client',
  client_id: 'acme-core',
  sub: 'x',
};
const person = { ...program, actor_kind: 'person', client_id: undefined, preferred_username: 'wang' };
const current = { typ: 'Bearer', iat: now, exp: now + 300 };

function outcome(claims: Claims): string {
  try {
    mustBeCurrentAccessToken({ ...current, ...claims }, clock);
    return 'current';
  } catch (error) {
    const { reason, details } = error as { reason: string; details: { cause?: string } };
    return details.cause ?? reason;
  }
}

describe('the time of a token', () => {
  it.each<[string, Claims]>([
    ['current', { exp: now + 1 }],
    ['TOKEN_EXPIRED', { exp: now }],
    ['no end', { exp: undefined }],
    ['no end', { exp: String(now + 300) }],
    ['current', { iat: now + 5, nbf: now + 5 }],
    ['not valid yet', { nbf: now + 6 }],
    ['not valid yet', { iat: now + 6 }],
    ['not valid yet', { nbf: 'soon' }],
    ['no beginning', { iat: undefined }],
    ['current', { iat: now - 10, exp: now + 3590 }],
    ['lives too long', { exp: now + 3601 }],
    ['not an access token', { typ: 'ID' }],
    ['not an access token', { typ: undefined }],
  ])('is %s for %j', (expected, claims) => {
    expect(outcome(claims)).toBe(expected);
  });
});

describe('the holder of a token', () => {
  it.each<[string, Claims]>([
    ['client acme-core', program],
    ['client acme-core', { ...program, actor_kind: undefined }],
    ['client acme-core', { ...program, client_id: undefined, azp: 'acme-core' }],
    ['person wang', person],
    ['person wang', { ...person, actor_kind: undefined }],
    ['person user_01jd0000000000000000000000', { ...person, sub: 'user_01jd0000000000000000000000' }],
  ])('is %s for %j', (expected, claims) => {
    const { actor, ...rest } = contextOf(claims, ['lender']);
    expect(`${actor.kind} ${actor.id}`).toBe(expected);
    expect(rest).toEqual({ tenantId, environment: 'sandbox', roles: ['lender'] });
  });

  it.each<[string, Claims]>([
    ['no tenant', { ...program, tenant_id: undefined }],
    ['no tenant', { ...program, tenant_id: [tenantId] }],
    ['no tenant', { ...program, tenant_id: "tenant_1'; drop table loan" }],
    ['no environment', { ...program, environment: 'production' }],
    ['no environment', { ...program, environment: undefined }],
    ['no actor', { ...program, client_id: undefined }],
    ['no actor', { ...person, preferred_username: '' }],
    ['unknown kind of actor', { ...program, actor_kind: 'system' }],
  ])('is refused for %s: %j', (cause, claims) => {
    expect(() => contextOf(claims, [])).toThrow(`(${cause})`);
  });
});
