import { Args, Parent, Query, ResolveField, ResolveReference, Resolver } from '@nestjs/graphql';
import { parseInstant } from '@fanxing/kernel';
import type { Connection } from '@fanxing/runtime/database';
import type { Actor, TenantContext } from '@fanxing/runtime/identity';
import { CurrentTenant, type SubgraphContext } from '@fanxing/runtime/subgraph';
import type { ActorKind, AuditEventFilter, QueryAuditEventsArgs } from '../generated/schema.js';
import { plainLine } from '../plain-text.js';
import type { AuditEvent, AuditFilter } from './audit-event.js';
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

function readFilter({ actorKind, action, subjectId, since, until }: AuditEventFilter): AuditFilter {
  return {
    ...(actorKind && { actorKind: actorKind.toLowerCase() as Actor['kind'] }),
    ...(action && { action: plainLine(action, 100, 'filter.action') }),
    ...(subjectId && { subjectId: plainLine(subjectId, 100, 'filter.subjectId') }),
    ...(since && { since: parseInstant(since, 'filter.since') }),
    ...(until && { until: parseInstant(until, 'filter.until') }),
  };
}
