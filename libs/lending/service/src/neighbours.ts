import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '@fanxing/kernel';
import { productContract, type PublishedTerms } from '@fanxing/product-contract';
import type { TenantContext } from '@fanxing/runtime/identity';
import { RecentAnswers, type Transport } from '@fanxing/runtime/messaging';
import { CLOCK, TRANSPORT } from '@fanxing/runtime/subgraph';
import { tenantContract, type ActiveTenant } from '@fanxing/tenant-contract';

interface BankConnectionAnswer {
  readonly connection: Record<string, unknown> | null;
}

/** A suspended tenant, a new bank address or a newly published version takes effect within this time. */
const keepMs = 1_000;

/** What lending asks of its neighbours again and again though it seldom changes. */
@Injectable()
export class Neighbours {
  private readonly tenants: RecentAnswers<ActiveTenant>;
  private readonly terms: RecentAnswers<PublishedTerms>;
  private readonly connections: RecentAnswers<BankConnectionAnswer>;

  constructor(
    @Inject(CLOCK) clock: Clock,
    @Inject(TRANSPORT) private readonly transport: Transport,
  ) {
    this.tenants = new RecentAnswers(clock, keepMs);
    this.terms = new RecentAnswers(clock, keepMs);
    this.connections = new RecentAnswers(clock, keepMs);
  }

  /** Fails with TENANT_NOT_ACTIVE. */
  activeTenant(context: TenantContext): Promise<ActiveTenant> {
    return this.tenants.get(context, '', () =>
      this.transport.client(tenantContract).activeTenant(context, {}),
    );
  }

  /** Fails with NOT_FOUND. */
  publishedTerms(context: TenantContext, productId: string): Promise<PublishedTerms> {
    return this.terms.get(context, productId, () =>
      this.transport.client(productContract).publishedTerms(context, { productId }),
    );
  }

  /** How the tenant's bank is reached, also while the tenant is suspended; null until it is connected. */
  async bankConnection(context: TenantContext): Promise<Record<string, unknown> | null> {
    const answer = await this.connections.get(context, '', () =>
      this.transport.client(tenantContract).bankConnection(context, {}),
    );
    return answer.connection;
  }
}
