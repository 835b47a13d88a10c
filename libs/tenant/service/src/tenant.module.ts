import { join } from 'node:path';
import type { Provider } from '@nestjs/common';
import type { Clock } from '@fanxing/kernel';
import { ReadRecorder, type AnchorBook } from '@fanxing/runtime/audit';
import { CommandRoad } from '@fanxing/runtime/command';
import { ServiceDatabase, type MigrationSet } from '@fanxing/runtime/database';
import { KeyKeeper, type Keys } from '@fanxing/runtime/encryption';
import { KeycloakAdmin } from '@fanxing/runtime/identity';
import type { Transport } from '@fanxing/runtime/messaging';
import { OutboxRelay } from '@fanxing/runtime/outbox';
import {
  CLOCK,
  createServiceHandle,
  TRANSPORT,
  type ServiceHandle,
  type VerifyCaller,
} from '@fanxing/runtime/subgraph';
import { accountEntities, accounts } from './account/account-providers.js';
import { serveIdentity } from './account/serve-identity.js';
import { AuditEventEntity } from './audit/audit-event.entity.js';
import { AuditEventStore } from './audit/audit-event.store.js';
import { AuditKeeper } from './audit/audit-keeper.js';
import {
  AuditEventConnectionResolver,
  AuditEventResolver,
  AuditRetentionResolver,
} from './audit/audit.resolver.js';
import { ReadAuditEvents } from './audit/read-audit-events.js';
import { ReadAuditRetention, SetAuditRetention } from './audit/set-audit-retention.js';
import { CheckConsent } from './consent/check-consent.js';
import { ConsentResolver } from './consent/consent.resolver.js';
import { ConsentStore } from './consent/consent.store.js';
import { GrantConsent } from './consent/grant-consent.js';
import { ReadConsent } from './consent/read-consent.js';
import { WithdrawConsent } from './consent/withdraw-consent.js';
import { ConsentTextResolver } from './consent-text/consent-text.resolver.js';
import { PublishConsentText } from './consent-text/publish-consent-text.js';
import { ReadConsentText } from './consent-text/read-consent-text.js';
import { DataNameResolver } from './data-name/data-name.resolver.js';
import { DeclareDataNames } from './data-name/declare-data-names.js';
import { ReadDataNames } from './data-name/read-data-names.js';
import { serveOthers } from './serve-others.js';
import { CarryOutRequest } from './subject-request/carry-out-request.js';
import { CompleteSubjectRequest } from './subject-request/complete-subject-request.js';
import { EraseBorrower } from './subject-request/erase-borrower.js';
import { GatherData } from './subject-request/gather-data.js';
import { LiftRestriction } from './subject-request/lift-restriction.js';
import { OpenSubjectRequest } from './subject-request/open-subject-request.js';
import { ReadSubjectRequest } from './subject-request/read-subject-request.js';
import { RejectSubjectRequest } from './subject-request/reject-subject-request.js';
import { SubjectDataStore } from './subject-request/subject-data.store.js';
import { SubjectRequestResolver } from './subject-request/subject-request.resolver.js';
import { SubjectRequestStore } from './subject-request/subject-request.store.js';
import { WatchDeadlines } from './subject-request/watch-deadlines.js';
import { KeyResolver } from './key/key.resolver.js';
import { ReadKeys } from './key/read-keys.js';
import { RotateKey } from './key/rotate-key.js';
import { SealSecrets } from './key/seal-secrets.js';
import { SweepUnfinished } from './sweep-unfinished.js';
import { ExchangeTerms } from './limits/exchange-terms.js';
import { LimitsResolver } from './limits/limits.resolver.js';
import { LimitsStore } from './limits/limits.store.js';
import { ReadTenantLimits } from './limits/read-tenant-limits.js';
import { SetTenantLimits } from './limits/set-tenant-limits.js';
import { ContinueMove } from './move/continue-move.js';
import { MoveTenant } from './move/move-tenant.js';
import { MoveResolver } from './move/move.resolver.js';
import { MoveStore } from './move/move.store.js';
import { ReadMove } from './move/read-move.js';
import { CancelOffboarding } from './offboarding/cancel-offboarding.js';
import { ConfirmOffboarding } from './offboarding/confirm-offboarding.js';
import { ContinueOffboarding } from './offboarding/continue-offboarding.js';
import { DepartingIdentities } from './offboarding/departing-identities.js';
import { EraseTenant } from './offboarding/erase-tenant.js';
import { OffboardingTools } from './offboarding/offboarding-tools.js';
import { KeeperRight } from './offboarding/keeper-right.js';
import { OffboardTenant } from './offboarding/offboard-tenant.js';
import { OffboardingResolver } from './offboarding/offboarding.resolver.js';
import { OffboardingStore } from './offboarding/offboarding.store.js';
import { OpenBusiness } from './offboarding/open-business.js';
import { ReadOffboarding } from './offboarding/read-offboarding.js';
import { OperationResolver } from './operation/operation.resolver.js';
import { OperationStore } from './operation/operation.store.js';
import { ReadOperations } from './operation/read-operations.js';
import { RegisterOperations } from './operation/register-operations.js';
import { SetOperationPolicy } from './operation/set-operation-policy.js';
import { ApproveTenant } from './tenant/approve-tenant.js';
import { BankNetwork, ConnectBank } from './tenant/connect-bank.js';
import { CreateTenant } from './tenant/create-tenant.js';
import { ProvisionTenant, SandboxBank } from './tenant/provision-tenant.js';
import { ProvisioningStepResolver, TenantProvisioningResolver } from './tenant/provisioning.resolver.js';
import { ProvisioningStore } from './tenant/provisioning.store.js';
import { ReadActiveTenant } from './tenant/read-active-tenant.js';
import { ReadProvisioning } from './tenant/read-provisioning.js';
import { ReadTenant } from './tenant/read-tenant.js';
import { RejectTenant } from './tenant/reject-tenant.js';
import { ResumeTenant } from './tenant/resume-tenant.js';
import { SuspendTenant } from './tenant/suspend-tenant.js';
import { BankConnectionEntity, SlugEntity, TenantEntity } from './tenant/tenant.entity.js';
import { BankConnectionResolver, SignInResolver, TenantResolver } from './tenant/tenant.resolver.js';
import { TenantStore } from './tenant/tenant.store.js';
import { ViewerResolver } from './tenant/viewer.resolver.js';
import { FetchTenantArchive } from './tenant-export/fetch-tenant-archive.js';
import { PrepareTenantArchive } from './tenant-export/prepare-tenant-archive.js';
import { ReadTenantArchive } from './tenant-export/read-tenant-archive.js';
import { RequestTenantArchive } from './tenant-export/request-tenant-archive.js';
import { TenantExportResolver } from './tenant-export/tenant-export.resolver.js';
import { TenantExportStore } from './tenant-export/tenant-export.store.js';
import { offboardingTools, startTenantJobs } from './tenant-jobs.js';

export const tenantMigrations: MigrationSet = {
  schema: 'tenant',
  folder: join(import.meta.dirname, '../migrations'),
};

export interface TenantServiceOptions {
  /** Connects as `fanxing_tenant`. */
  readonly databaseUrl: string;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly verifyCaller: VerifyCaller;
  readonly keycloakAdmin: KeycloakAdmin;
  /**
   * Whether a tenant may name a bank on a loopback or private address. Off unless said otherwise: on where the
   * sandbox bank runs beside the platform.
   */
  readonly privateBanksAllowed: boolean;
  /** Where the audit log's anchors are written. Without it this process seals nothing; another one has to. */
  readonly anchors?: AnchorBook;
  /** What opens and seals what the tenant service keeps. */
  readonly keys: Keys;
  /** The bank that new tenants' sandboxes are connected to, where one runs beside the platform. */
  readonly sandboxBankUrl?: string;
  /** Signs in as `fanxing_keeper`; with it and `anchors` this process exports and erases tenants that leave. */
  readonly keeperUrl?: string;
  /** Where the exports of tenants that leave are put. */
  readonly exportsFolder?: string;
}

/** Starts the tenant service: its database, its subgraph and its contract. */
export async function createTenantService(options: TenantServiceOptions): Promise<ServiceHandle> {
  const database = await ServiceDatabase.connect({
    url: options.databaseUrl,
    applicationName: 'fanxing tenant',
    entities: [TenantEntity, SlugEntity, BankConnectionEntity, AuditEventEntity, ...accountEntities],
  });
  const keeper = new AuditKeeper(database, options.clock, options.anchors);
  const keyKeeper = new KeyKeeper(database, options.keys);
  const outbox = new OutboxRelay(database, options.transport, 'tenant');
  const tools = offboardingTools(options);
  const stop: (() => Promise<void>)[] = [];
  const handle = await createServiceHandle({
    name: 'tenant',
    sdlFolder: import.meta.dirname,
    providers: [
      { provide: ServiceDatabase, useValue: database },
      { provide: CommandRoad, useValue: new CommandRoad(database, 'tenant') },
      { provide: OutboxRelay, useValue: outbox },
      { provide: KeyKeeper, useValue: keyKeeper },
      { provide: CLOCK, useValue: options.clock },
      { provide: TRANSPORT, useValue: options.transport },
      { provide: KeycloakAdmin, useValue: options.keycloakAdmin },
      { provide: BankNetwork, useValue: new BankNetwork(options.privateBanksAllowed) },
      { provide: SandboxBank, useValue: new SandboxBank(options.sandboxBankUrl) },
      ...(tools ? [{ provide: OffboardingTools, useValue: tools }, ...withTools] : []),
      ...tenant,
      ...accounts,
      ...offboarding,
      ...move,
      ...consent,
      ...key,
      ...audit,
      ...limits,
      ...operation,
    ],
    verifyCaller: options.verifyCaller,
    personalData: { types: { Consent: 'consent' }, recorder: new ReadRecorder(database, 'tenant') },
    ready: () => database.ping(),
    closing: [
      async () => {
        for (const end of stop) await end();
      },
      () => keeper.stop(),
      () => Promise.resolve(keyKeeper.close()),
      async () => tools?.keeper.close(),
      () => database.close(),
    ],
  });
  serveOthers(options.transport, handle, {
    checkConsent: new CheckConsent(new ConsentStore(database), options.clock),
    hasTools: tools !== undefined,
  });
  serveIdentity(options, handle);
  const jobs = await startTenantJobs(database, handle, tools !== undefined);
  stop.push(
    () => jobs.stop(),
    () => outbox.close(),
  );
  keeper.start();
  return handle;
}

const tenant: Provider[] = [
  TenantStore,
  CreateTenant,
  ApproveTenant,
  ...[RejectTenant, SuspendTenant, ResumeTenant],
  ...[
    ProvisioningStore,
    ProvisionTenant,
    ReadProvisioning,
    TenantProvisioningResolver,
    ProvisioningStepResolver,
  ],
  ConnectBank,
  ReadTenant,
  ReadActiveTenant,
  TenantResolver,
  SignInResolver,
  BankConnectionResolver,
  ViewerResolver,
];

/** What works with all of a tenant's data at once. */
const withTools: Provider[] = [
  ...[EraseTenant, ContinueOffboarding, ContinueMove],
  ...[PrepareTenantArchive, FetchTenantArchive],
];

const move: Provider[] = [MoveStore, MoveTenant, ReadMove, MoveResolver];

const offboarding: Provider[] = [
  ...[OffboardingStore, OpenBusiness, DepartingIdentities, KeeperRight],
  ...[OffboardTenant, ConfirmOffboarding, CancelOffboarding],
  ...[ReadOffboarding, OffboardingResolver],
  ...[TenantExportStore, RequestTenantArchive, ReadTenantArchive, TenantExportResolver],
];

const consent: Provider[] = [
  ...[ConsentStore, GrantConsent, WithdrawConsent, ReadConsent, ConsentResolver],
  ...[PublishConsentText, ReadConsentText, ConsentTextResolver],
  ...[SubjectRequestStore, SubjectDataStore],
  ...[OpenSubjectRequest, CompleteSubjectRequest, RejectSubjectRequest, CarryOutRequest, SweepUnfinished],
  ...[EraseBorrower, GatherData, LiftRestriction, WatchDeadlines, ReadSubjectRequest, SubjectRequestResolver],
  ...[DeclareDataNames, ReadDataNames, DataNameResolver],
];

const audit: Provider[] = [
  AuditEventStore,
  ReadAuditEvents,
  AuditEventConnectionResolver,
  AuditEventResolver,
  ReadAuditRetention,
  SetAuditRetention,
  AuditRetentionResolver,
];

const key: Provider[] = [RotateKey, ReadKeys, SealSecrets, KeyResolver];

const limits: Provider[] = [LimitsStore, SetTenantLimits, ReadTenantLimits, ExchangeTerms, LimitsResolver];

const operation: Provider[] = [
  OperationStore,
  RegisterOperations,
  SetOperationPolicy,
  ReadOperations,
  OperationResolver,
];
