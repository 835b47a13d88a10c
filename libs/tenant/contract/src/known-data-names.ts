import type { Clock } from '@fanxing/kernel';
import { DataDictionary, ownName, type DataNameKind, type DeclaredNames } from '@fanxing/runtime/consent';
import type { TenantContext } from '@fanxing/runtime/identity';
import { RecentAnswers, type Transport } from '@fanxing/runtime/messaging';
import { tenantContract } from './tenant-contract.js';

const keepMs = 1_000;

/**
 * The tenant's dictionary of data, for services that read data by it. A name keeps its category for ever, so an answer
 * may be kept; it is asked for again when it does not know a name, which may have been declared since.
 */
export class KnownDataNames {
  private readonly recent: RecentAnswers<DeclaredNames>;

  constructor(
    clock: Clock,
    private readonly transport: Transport,
  ) {
    this.recent = new RecentAnswers(clock, keepMs);
  }

  /** A dictionary that knows all of these names that anybody has declared by now. */
  async dictionaryFor(
    context: TenantContext,
    kind: DataNameKind,
    names: readonly string[],
  ): Promise<DataDictionary> {
    if (names.every((name) => ownName(kind, name) !== undefined)) return new DataDictionary();
    const ask = () => this.transport.client(tenantContract).dataNames(context, {});
    const kept = new DataDictionary(await this.recent.get(context, '', ask));
    if (names.every((name) => kept.find(kind, name) !== undefined)) return kept;
    return new DataDictionary(await ask());
  }
}
