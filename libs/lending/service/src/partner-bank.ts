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
  /** Each answer of the tenant service is taken apart once, for as long as it is kept. */
  private readonly read = new WeakMap<object, BankConnection>();

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
    let read = this.read.get(connection);
    if (!read) {
      read = parseBankConnection(connection, { allowPrivateNetwork: this.privateBanksAllowed });
      this.read.set(connection, read);
    }
    return read;
  }
}
