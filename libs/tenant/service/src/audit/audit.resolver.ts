import { Args, Mutation, Parent, Query, ResolveField, ResolveReference, Resolver } from '@nestjs/graphql';
import { parseInstant } from '@fanxing/kernel';
import type { Connection } from '@fanxing/runtime/database';
import type { Actor, TenantContext } from '@fanxing/runtime/identity';
import { CurrentTenant, type SubgraphContext } from '@fanxing/runtime/subgraph';
import type {
  ActorKind,
  AuditEventFilter,
  QueryAuditEventsArgs,
  SetAuditRetentionInput,
} from '../generated/schema.js';
import { plainLine } from '../plain-text.js';
import type { AuditEvent, AuditFilter } from './audit-event.js';
import { ReadAuditRetention, SetAuditRetention, type AuditRetention } from './set-audit-retention.js';
import { ReadAuditEvents } from './read-audit-events.js';

interface FilteredEvents extends Connection<AuditEvent> {
  readonly filter: AuditFilter;
}

@Resolver('AuditEventConnection')
export class AuditEventConnectionResolver {
  constructor(private readonly readAuditEvents: ReadAuditEvents) {}

  @Query('auditEvents')
  async list(
    @CurrentTenant() context: TenantContext,
    @Args() { filter: given, ...page }: QueryAuditEventsArgs,
  ): Promise<FilteredEvents> {
    const filter = readFilter(given ?? {});
    return { ...(await this.readAuditEvents.run(context, filter, page)), filter };
  }

  @ResolveField('totalCount')
  totalCount(@Parent() events: FilteredEvents, @CurrentTenant() context: TenantContext): Promise<number> {
    return this.readAuditEvents.count(context, events.filter);
  }
}

@Resolver()
export class AuditRetentionResolver {
  constructor(
    private readonly readAuditRetention: ReadAuditRetention,
    private readonly setAuditRetention: SetAuditRetention,
  ) {}

  @Query('auditRetention')
  retention(@CurrentTenant() context: TenantContext): Promise<AuditRetention> {
    return this.readAuditRetention.run(context);
  }

  @Mutation('setAuditRetention')
  set(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: SetAuditRetentionInput,
  ): Promise<AuditRetention> {
    return this.setAuditRetention.run(context, input);
  }
}

@Resolver('AuditEvent')
export class AuditEventResolver {
  constructor(private readonly readAuditEvents: ReadAuditEvents) {}

  @ResolveField('actorKind')
  actorKind(@Parent() event: AuditEvent): ActorKind {
    return event.actorKind.toUpperCase() as ActorKind;
  }

  @ResolveReference()
  resolveReference(reference: { id: string }, { tenantContext }: SubgraphContext): Promise<AuditEvent> {
    return this.readAuditEvents.one(tenantContext, reference.id);
  }
}

function readFilter(given: AuditEventFilter): AuditFilter {
  const { actorKind, since, until } = given;
  const texts = ['actorId', 'service', 'purpose', 'action', 'subjectId'] as const;
  const exact = texts.flatMap((name) => {
    const text = given[name];
    return text ? [[name, plainLine(text, 100, `filter.${name}`)] as const] : [];
  });
  return {
    ...(actorKind && { actorKind: actorKind.toLowerCase() as Actor['kind'] }),
    ...Object.fromEntries(exact),
    ...(since && { since: parseInstant(since, 'filter.since') }),
    ...(until && { until: parseInstant(until, 'filter.until') }),
  };
}
