import { Inject, Injectable } from '@nestjs/common';
import { Fault, type Id } from '@fanxing/kernel';
import { lendingTenancyContract } from '@fanxing/lending-contract';
import { environments, systemContext } from '@fanxing/runtime/identity';
import type { Transport } from '@fanxing/runtime/messaging';
import { TRANSPORT } from '@fanxing/runtime/subgraph';

/**
 * Whether a tenant may go: fails with TENANT_HAS_BUSINESS while loans are open in live. The rule for `forced`: open loans do not
 * hold it then, since the bank goes on with them by its export; money on its way always does, in either environment.
 */
@Injectable()
export class OpenBusiness {
  constructor(@Inject(TRANSPORT) private readonly transport: Transport) {}

  async mustBeOver(tenantId: Id<'tenant'>, forced: boolean): Promise<void> {
    for (const environment of environments) {
      const { loansOpen, onTheirWay } = await this.transport
        .client(lendingTenancyContract)
        .openBusiness(systemContext(tenantId, environment, 'offboardTenant'), {});
      // What a sandbox lent is nobody's money.
      const holds = environment === 'live' && !forced && loansOpen > 0;
      if (holds || onTheirWay > 0)
        throw new Fault('TENANT_HAS_BUSINESS', { environment, loansOpen, onTheirWay });
    }
  }
}
