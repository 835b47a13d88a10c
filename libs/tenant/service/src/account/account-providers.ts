import type { Provider } from '@nestjs/common';
import { FourEyes } from '@fanxing/runtime/caller';
import { AccountStore } from './account.store.js';
import { ApiKeyEntity, ApiKeySecretEntity } from '../api-key/api-key.entity.js';
import { ApiKeyResolver } from '../api-key/api-key.resolver.js';
import { ApiKeyStore } from '../api-key/api-key.store.js';
import { ApprovalEntity } from '../approval/approval.entity.js';
import { ApprovalResolver } from '../approval/approval.resolver.js';
import { ApprovalStore } from '../approval/approval.store.js';
import { ApproveBreakGlass } from '../break-glass/approve-break-glass.js';
import { ApproveOperation } from '../approval/approve-operation.js';
import { AskApproval } from '../approval/ask-approval.js';
import { BreakGlassEntity } from '../break-glass/break-glass.entity.js';
import { BreakGlassResolver } from '../break-glass/break-glass.resolver.js';
import { BreakGlassStore } from '../break-glass/break-glass.store.js';
import { ChangeClient } from '../client/change-client.js';
import { ChangeUser } from '../user/change-user.js';
import { ChangeUserRoles } from '../user/change-user-roles.js';
import { ClientAccessResolver } from '../client/client-access.resolver.js';
import { ClientEntity } from '../client/client.entity.js';
import { ClientResolver } from '../client/client.resolver.js';
import { ClientStore } from '../client/client.store.js';
import { CreateApiKey } from '../api-key/create-api-key.js';
import { CreateClient } from '../client/create-client.js';
import { CreateUser } from '../user/create-user.js';
import { DecideApproval } from '../approval/decide-approval.js';
import { DeleteClient } from '../client/delete-client.js';
import { DisableClient } from '../client/disable-client.js';
import { DisableUser } from '../user/disable-user.js';
import { EnableClient } from '../client/enable-client.js';
import { EnableUser } from '../user/enable-user.js';
import { EndBreakGlass } from '../break-glass/end-break-glass.js';
import { EndUserSessions } from '../user/end-user-sessions.js';
import { IdentifyUser } from '../user/identify-user.js';
import { PersonIndex } from './person-index.js';
import { KeepClient } from '../client/keep-client.js';
import { KeepUser } from '../user/keep-user.js';
import { ReadApiKey } from '../api-key/read-api-key.js';
import { ReadApproval } from '../approval/read-approval.js';
import { ReadBreakGlass } from '../break-glass/read-break-glass.js';
import { ReadClient } from '../client/read-client.js';
import { ReadUser } from '../user/read-user.js';
import { RejectOperation } from '../approval/reject-operation.js';
import { RequestBreakGlass } from '../break-glass/request-break-glass.js';
import { ResetUserPassword } from '../user/reset-user-password.js';
import { RevokeApiKey } from '../api-key/revoke-api-key.js';
import { RotateApiKey } from '../api-key/rotate-api-key.js';
import { RotateClientSecret } from '../client/rotate-client-secret.js';
import { SetClientKeys } from '../client/set-client-keys.js';
import { SetFourEyes } from '../approval/set-four-eyes.js';
import { TakeBreakGlass } from '../break-glass/take-break-glass.js';
import { UserAccessResolver } from '../user/user-access.resolver.js';
import { UserEntity } from '../user/user.entity.js';
import { UserResolver } from '../user/user.resolver.js';
import { UserStore } from '../user/user.store.js';

const user: Provider[] = [
  ...[UserStore, CreateUser, ReadUser, UserResolver, AccountStore, PersonIndex, KeepUser],
  ...[ChangeUser, ChangeUserRoles, DisableUser, EnableUser, ResetUserPassword, EndUserSessions, IdentifyUser],
  UserAccessResolver,
];

const client: Provider[] = [
  ...[ClientStore, KeepClient, CreateClient, RotateClientSecret, ReadClient, ClientResolver],
  ...[ChangeClient, DisableClient, EnableClient, DeleteClient, SetClientKeys, ClientAccessResolver],
  ...[ApiKeyStore, CreateApiKey, RotateApiKey, RevokeApiKey, ReadApiKey, ApiKeyResolver],
];

const secondPersons: Provider[] = [
  ...[ApprovalStore, AskApproval, DecideApproval, ApproveOperation, RejectOperation, SetFourEyes],
  ...[ReadApproval, ApprovalResolver],
  {
    provide: FourEyes,
    inject: [AskApproval, AccountStore],
    useFactory: (askApproval: AskApproval, accounts: AccountStore) =>
      new FourEyes({
        askApproval: (context, asked) => askApproval.run(context, asked),
        personsOf: async (context, { actorIds }) => ({
          persons: await accounts.personsOf(context, actorIds),
        }),
      }),
  },
  ...[BreakGlassStore, RequestBreakGlass, ApproveBreakGlass, TakeBreakGlass, EndBreakGlass],
  ...[ReadBreakGlass, BreakGlassResolver],
];

/** People's and programs' accounts, keys, second persons and operators' access. */
export const accounts: readonly Provider[] = [...user, ...client, ...secondPersons];

export const accountEntities = [
  ...[UserEntity, ClientEntity],
  ...[ApiKeyEntity, ApiKeySecretEntity, ApprovalEntity, BreakGlassEntity],
];
