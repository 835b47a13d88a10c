import { createHash } from 'node:crypto';
import { Fault } from '@fanxing/kernel';
import type { TenantContext } from '@fanxing/runtime/identity';

/** The text of an operation that the tenant has registered under this SHA-256; undefined when there is none. */
export type FindOperation = (context: TenantContext, sha256: string) => Promise<string | undefined>;

const keptMax = 20_000;
const keptOfTenantMax = 1_000;
const digestsMax = 5_000;

/**
 * Operations that a request names by the SHA-256 of their text instead of sending it: those that a tenant registered, and
 * those that it sent once together with their hash (automatic persisted queries). A text is only ever kept under its own
 * hash, and only for the tenant that sent it.
 */
export class KnownOperations {
  private readonly kept = new Map<string, Map<string, string>>();
  private readonly registered = new Map<string, Set<string>>();
  private readonly digests = new Map<string, string>();
  private count = 0;

  constructor(private readonly find: FindOperation) {}

  /**
   * The text to run. Fails with PERSISTED_QUERY_NOT_FOUND when the hash is not known, with PERSISTED_QUERY_MISMATCH when the
   * text that was sent with it is another, and with OPERATION_NOT_REGISTERED where only registered operations may be run.
   */
  textOf(
    context: TenantContext,
    { query, sha256 }: { readonly query: string | undefined; readonly sha256: string | undefined },
    isRegisteredOnly: boolean,
  ): string | Promise<string> {
    if (sha256 !== undefined && query !== undefined && this.digest(query) !== sha256)
      throw new Fault('PERSISTED_QUERY_MISMATCH', {}, 'extensions.persistedQuery.sha256Hash');
    if (isRegisteredOnly) return this.registeredText(context, query, sha256);
    if (query !== undefined) {
      if (sha256 !== undefined) this.keep(context, sha256, query);
      return query;
    }
    return this.textsOf(context).get(sha256 ?? '') ?? this.foundText(context, sha256 ?? '');
  }

  private async foundText(context: TenantContext, sha256: string): Promise<string> {
    const text = await this.find(context, sha256);
    if (text === undefined) throw new Fault('PERSISTED_QUERY_NOT_FOUND');
    this.keep(context, sha256, text);
    return text;
  }

  private async registeredText(
    context: TenantContext,
    query: string | undefined,
    given: string | undefined,
  ): Promise<string> {
    const sha256 = given ?? this.digest(query ?? '');
    const key = worldOf(context);
    const known =
      this.registered.get(key)?.has(sha256) === true ? this.textsOf(context).get(sha256) : undefined;
    const text = known ?? (await this.find(context, sha256));
    if (text === undefined) throw new Fault('OPERATION_NOT_REGISTERED', { sha256 });
    if (known === undefined) {
      this.keep(context, sha256, text);
      const set = this.registered.get(key) ?? new Set();
      this.registered.set(key, set.size >= keptOfTenantMax ? new Set([sha256]) : set.add(sha256));
    }
    return text;
  }

  /** The oldest go first when a tenant, or all of them together, has too many. */
  private keep(context: TenantContext, sha256: string, text: string): void {
    const texts = this.textsOf(context);
    if (texts.has(sha256)) return;
    if (texts.size >= keptOfTenantMax) this.count -= texts.delete(texts.keys().next().value ?? '') ? 1 : 0;
    if (this.count >= keptMax) {
      this.kept.clear();
      this.registered.clear();
      this.count = 0;
    }
    texts.set(sha256, text);
    this.kept.set(worldOf(context), texts);
    this.count += 1;
  }

  private textsOf(context: TenantContext): Map<string, string> {
    return this.kept.get(worldOf(context)) ?? new Map<string, string>();
  }

  private digest(text: string): string {
    let digest = this.digests.get(text);
    if (digest === undefined) {
      digest = createHash('sha256').update(text).digest('hex');
      if (this.digests.size >= digestsMax) this.digests.clear();
      this.digests.set(text, digest);
    }
    return digest;
  }
}

function worldOf({ tenantId, environment }: TenantContext): string {
  return `${tenantId}/${environment}`;
}
