import type { Clock } from '@fanxing/kernel';
import { identityContract } from '@fanxing/runtime/caller';
import { KeycloakAdmin, platformTenantId } from '@fanxing/runtime/identity';
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
  const keycloakAdmin = handle.get(KeycloakAdmin);
  const askApproval = handle.get(AskApproval);
  transport.serve(identityContract, {
    accountStanding: async (context, { kind, id }) => {
      if (context.tenantId !== platformTenantId) return accounts.standing(context, kind, id);
      // The operators of the platform are no tenant's accounts: the identity provider alone knows them.
      const { tenantId, environment } = context;
      const known = await keycloakAdmin.standing({ tenantId, environment, actor: { kind, id } });
      return known ?? { isOpen: false, tokensFromMs: 0, roles: [] };
    },
    secretHolder: async (context, { kind, sha256, isUse }) => {
      const keeper = kind === 'api-key' ? apiKeys : breakGlass;
      return { holder: await keeper.holder(context, sha256, clock.now(), isUse) };
    },
    personsOf: async (context, { actorIds }) => ({ persons: await accounts.personsOf(context, actorIds) }),
    askApproval: (context, asked) => askApproval.run(context, asked),
  });
}
