import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '@fanxing/kernel';
import { canonicalKinds, type EventKind } from '@fanxing/risk-events';
import type { DataCategory, DataDictionary } from '@fanxing/runtime/consent';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import type { Transport } from '@fanxing/runtime/messaging';
import { CLOCK, TRANSPORT } from '@fanxing/runtime/subgraph';
import { KnownDataNames } from '@fanxing/tenant-contract';
import { newestKinds } from './event-kind.store.js';

export interface EventKindView extends EventKind {
  readonly category: DataCategory;
  readonly personalFields: readonly string[];
  readonly isOwn: boolean;
}

/** Shows the kinds of events: ours, then the tenant's own, by name. */
@Injectable()
export class ReadEventKinds {
  private readonly dataNames: KnownDataNames;

  constructor(
    private readonly database: ServiceDatabase,
    @Inject(CLOCK) clock: Clock,
    @Inject(TRANSPORT) transport: Transport,
  ) {
    this.dataNames = new KnownDataNames(clock, transport);
  }

  async all(context: TenantContext): Promise<EventKindView[]> {
    mustBeAllowedTo(context, 'risk:read');
    const own = await this.database.transaction(context, (transaction) => newestKinds(transaction, null));
    return [...(await this.shown(context, canonicalKinds, false)), ...(await this.shown(context, own, true))];
  }

  /** One of the tenant's own, as it was just defined. */
  async own(context: TenantContext, kind: EventKind): Promise<EventKindView | undefined> {
    return (await this.shown(context, [kind], true))[0];
  }

  private async shown(
    context: TenantContext,
    kinds: readonly EventKind[],
    isOwn: boolean,
  ): Promise<EventKindView[]> {
    const names = kinds.map(({ kind }) => kind);
    const dictionary = await this.dataNames.dictionaryFor(context, 'EVENT_KIND', names);
    return kinds.map((kind) => ({ ...viewOf(kind, dictionary), isOwn }));
  }
}

function viewOf(kind: EventKind, dictionary: DataDictionary): Omit<EventKindView, 'isOwn'> {
  const personal = Object.entries(kind.schema.properties).filter(([, field]) => field.personal === true);
  return {
    ...kind,
    category: dictionary.categoryOf('EVENT_KIND', kind.kind),
    personalFields: personal.map(([name]) => name),
  };
}
