import { Inject, Injectable } from '@nestjs/common';
import { Fault } from '@fanxing/kernel';
import { parseBankConnection, type BankConnection } from '@fanxing/bank';
import type { TenantContext } from '@fanxing/runtime/identity';
import { Neighbours } from './neighbours.js';

/** Whether lending may call banks at private addresses: the sandbox bank on one's own machine. */
export const PRIVATE_BANKS_ALLOWED = Symbol('PrivateBanksAllowed');

/** How the caller's bank is reached, also while the tenant is suspended: money on its way must arrive or come back. */
@Injectable()
export class PartnerBank {
  constructor(
    private readonly neighbours: Neighbours,
    @Inject(PRIVATE_BANKS_ALLOWED) private readonly privateBanksAllowed: boolean,
  ) {}

  /** Fails with STATE_CONFLICT until the tenant has connected its bank. */
  async connection(context: TenantContext): Promise<BankConnection> {
    const connection = await this.neighbours.bankConnection(context);
    if (!connection)
      throw new Fault('STATE_CONFLICT', {
        what: 'bank connection',
        status: 'missing',
        needed: 'connectBank',
      });
    return parseBankConnection(connection, { allowPrivateNetwork: this.privateBanksAllowed });
  }
}
