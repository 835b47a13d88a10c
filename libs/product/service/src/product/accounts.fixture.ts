import { identityContract } from '@fanxing/runtime/caller';
import type { Transport } from '@fanxing/runtime/messaging';

/** What the tenant service would know of these tests' people: everybody is one person, and Ann has a second account. */
export function serveAccounts(transport: Transport): void {
  const elsewhere = () => Promise.reject(new Error('nothing else is asked here'));
  transport.serve(identityContract, {
    accountStanding: elsewhere,
    secretHolder: elsewhere,
    askApproval: elsewhere,
    personsOf: (_, { actorIds }) =>
      Promise.resolve({ persons: actorIds.map((id) => (id === 'ann-2' ? 'ann' : id)) }),
  });
}
