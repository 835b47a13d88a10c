import { Inject, Injectable } from '@nestjs/common';
import { identityContract } from '@fanxing/runtime/caller';
import { permissionsOf, type TenantContext } from '@fanxing/runtime/identity';
import type { Transport } from '@fanxing/runtime/messaging';
import { TRANSPORT } from '@fanxing/runtime/subgraph';

/** To whom a case can be given. */
@Injectable()
export class Assignees {
  constructor(@Inject(TRANSPORT) private readonly transport: Transport) {}

  /** Whether this names a person of the tenant whose account is open and whose roles permit work on cases. */
  async mayWork(context: TenantContext, id: string): Promise<boolean> {
    const accounts = this.transport.client(identityContract);
    const { isOpen, roles } = await accounts.accountStanding(context, { kind: 'person', id });
    return isOpen && roles.some((role) => permissionsOf(role).has('collection-case:work'));
  }
}
