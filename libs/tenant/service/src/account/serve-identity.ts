import type { Clock } from '@fanxing/kernel';
import { identityContract } from '@fanxing/runtime/caller';
import type { Transport } from '@fanxing/runtime/messaging';
import type { ServiceHandle } from '@fanxing/runtime/subgraph';
import { ApiKeyStore } from '../api-key/api-key.store.js';
import { AskApproval } from '../approval/ask-approval.js';
import { BreakGlassStore } from '../break-glass/break-glass.store.js';
import { AccountStore } from './account.store.js';

/** Answers doors and other services. They ask in the name of the platform, for the tenant that a token or key names. */
export function serveIdentity(
  { transport, clock }: { readonly transport: Transport; readonly clock: Clock },
  handle: ServiceHandle,
): void {
  const accounts = handle.get(AccountStore);
  const apiKeys = handle.get(ApiKeyStore);
  const breakGlass = handle.get(BreakGlassStore);
  const askApproval = handle.get(AskApproval);
  transport.serve(identityContract, {
    accountStanding: (context, { kind, id }) => accounts.standing(context, kind, id),
    secretHolder: async (context, { kind, sha256, isUse }) => {
      const keeper = kind === 'api-key' ? apiKeys : breakGlass;
      return { holder: await keeper.holder(context, sha256, clock.now(), isUse) };
    },
    personsOf: async (context, { actorIds }) => ({ persons: await accounts.personsOf(context, actorIds) }),
    askApproval: (context, asked) => askApproval.run(context, asked),
  });
}
