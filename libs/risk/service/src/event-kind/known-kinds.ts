import { Injectable } from '@nestjs/common';
import { canonicalKind, canonicalKinds, compileKind, type CheckFields } from '@fanxing/risk-events';
import { ServiceDatabase } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';
import { newestKinds } from './event-kind.store.js';

const keptMax = 1_000;
const ours = new Map(canonicalKinds.map((each) => [each.kind, compileKind(each)]));

/**
 * How the fields of events are checked, kind by kind. A version of a kind never changes, so what was compiled from it is kept; which one
 * is the newest is asked each time.
 */
@Injectable()
export class KnownKinds {
  private readonly compiled = new Map<string, CheckFields>();

  constructor(private readonly database: ServiceDatabase) {}

  /** A check for each of these kinds that is ours or was defined; any fields fit one that was declared and never defined. */
  async checksFor(
    context: TenantContext,
    kinds: readonly string[],
  ): Promise<ReadonlyMap<string, CheckFields>> {
    const own = kinds.filter((kind) => !canonicalKind(kind));
    if (own.length === 0) return ours;
    const newest = await this.database.transaction(context, (transaction) => newestKinds(transaction, own));
    const { tenantId, environment } = context;
    return new Map([
      ...ours,
      ...newest.map((each): [string, CheckFields] => {
        const name = `${tenantId}/${environment}/${each.kind}/${each.version}`;
        const check = this.compiled.get(name) ?? compileKind(each);
        this.keep(name, check);
        return [each.kind, check];
      }),
    ]);
  }

  private keep(name: string, check: CheckFields): void {
    this.compiled.set(name, check);
    const [oldest] = this.compiled.keys();
    if (this.compiled.size > keptMax && oldest !== undefined) this.compiled.delete(oldest);
  }
}
