import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { GqlExecutionContext } from '@nestjs/graphql';
import { Fault } from '@fanxing/kernel';
import type { ReadTrail } from '../audit/index.js';
import type { TenantContext } from '../identity/index.js';

/** What every resolver of a subgraph is given, whether the request came in process or by HTTP. */
export interface SubgraphContext {
  readonly tenantContext: TenantContext;
  /** Where reads of personal data in this request are noted, in a service that holds any. */
  readonly readTrail?: ReadTrail;
}

/** The verified caller, as a resolver's parameter. Fails with TOKEN_MISSING when nobody has signed in. */
export const CurrentTenant = createParamDecorator((_: unknown, host: ExecutionContext): TenantContext => {
  const context = GqlExecutionContext.create(host).getContext<Partial<SubgraphContext>>();
  if (!context.tenantContext) throw new Fault('TOKEN_MISSING');
  return context.tenantContext;
});
