import { Fault } from '@fanxing/kernel';
import { requestHash } from '../command/index.js';
import type { FourEyesAlways, FourEyesOption, TenantContext } from '../identity/index.js';
import type { ClientOf } from '../messaging/index.js';
import type { identityContract } from './identity-contract.js';

type Accounts = Pick<ClientOf<typeof identityContract>, 'personsOf' | 'askApproval'>;

/**
 * Holds operations to two persons. Which ones stands in one table (`../identity/four-eyes.ts`); persons are compared, not
 * accounts, because one person may have several.
 */
export class FourEyes {
  constructor(private readonly accounts: Accounts) {}

  /** Fails with FOUR_EYES unless the caller is a person, and another one than whoever is behind the author's account. */
  async mustBeAnother(context: TenantContext, operation: FourEyesAlways, authorId: string): Promise<void> {
    const approverId = context.actor.id;
    const { persons } = await this.accounts.personsOf(context, { actorIds: [authorId, approverId] });
    if (context.actor.kind !== 'person' || authorId === approverId || persons[0] === persons[1])
      throw new Fault('FOUR_EYES', { operation, approverId });
  }

  /**
   * Where the tenant wants two persons for this operation, fails with APPROVAL_NEEDED {approvalId} until another one has
   * approved this very request; whoever then repeats it is let through. `shown` is what the other person sees of it, where the
   * input holds what is nobody's to see.
   */
  async mustBeApproved(
    context: TenantContext,
    operation: FourEyesOption,
    input: unknown,
    shown: unknown = input,
  ): Promise<void> {
    // The platform's own work, such as a new tenant's first owner.
    if (context.actor.kind === 'system') return;
    const asked = { operation, requestHash: requestHash(input), request: JSON.stringify(shown) };
    const { approvalId } = await this.accounts.askApproval(context, asked);
    if (approvalId !== null) throw new Fault('APPROVAL_NEEDED', { operation, approvalId });
  }
}

/** For operators of the platform, who are the identity provider's accounts and no tenant's. Fails with FOUR_EYES. */
export function mustBeAnotherOperator(
  { actor }: TenantContext,
  operation: FourEyesAlways,
  authorId: string,
): void {
  if (actor.kind !== 'person' || actor.id === authorId)
    throw new Fault('FOUR_EYES', { operation, approverId: actor.id });
}
