import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '@fanxing/kernel';
import { mustCover, type DataAccess, type DataNameKind } from '@fanxing/runtime/consent';
import type { TenantContext } from '@fanxing/runtime/identity';
import type { Transport } from '@fanxing/runtime/messaging';
import { CLOCK, TRANSPORT } from '@fanxing/runtime/subgraph';
import { KnownDataNames } from '@fanxing/tenant-contract';
import type { DecisionRules } from './decision-rules.js';

/** Which categories of data rules read, by the names that they use. */
@Injectable()
export class NeededData {
  private readonly dataNames: KnownDataNames;

  constructor(@Inject(CLOCK) clock: Clock, @Inject(TRANSPORT) transport: Transport) {
    this.dataNames = new KnownDataNames(clock, transport);
  }

  /**
   * A borrower whose consent leaves something out is not judged on the rest in silence. Fails with CONSENT_REQUIRED, or
   * with DATA_NAME_UNKNOWN.
   */
  async mustBeCovered(
    context: TenantContext,
    access: DataAccess,
    { eventKinds, attributes }: Pick<DecisionRules, 'eventKinds' | 'attributes'>,
  ): Promise<void> {
    const [kinds, named] = await Promise.all([
      this.categoriesOf(context, 'EVENT_KIND', eventKinds),
      this.categoriesOf(context, 'ATTRIBUTE', attributes),
    ]);
    mustCover(access, [...kinds, ...named]);
  }

  /** The category of each name. Fails with DATA_NAME_UNKNOWN. */
  async categoriesOf(context: TenantContext, kind: DataNameKind, names: readonly string[]) {
    const dictionary = await this.dataNames.dictionaryFor(context, kind, names);
    return names.map((name) => dictionary.categoryOf(kind, name));
  }
}
