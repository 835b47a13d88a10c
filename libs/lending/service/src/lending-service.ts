import type { Provider } from '@nestjs/common';
import type { Clock } from '@fanxing/kernel';
import { closeBankConnections } from '@fanxing/bank';
import {
  lendingApplicantContract,
  lendingBorrowerContract,
  lendingContract,
  lendingDataContract,
  lendingMonitoringContract,
  lendingOutcomeContract,
  lendingTenancyContract,
} from '@fanxing/lending-contract';
import { ReadRecorder } from '@fanxing/runtime/audit';
import { FourEyes, identityContract } from '@fanxing/runtime/caller';
import { CommandRoad } from '@fanxing/runtime/command';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { KeyKeeper, type Keys } from '@fanxing/runtime/encryption';
import { systemContext, type TenantContext } from '@fanxing/runtime/identity';
import { startJobs, type JobPayload } from '@fanxing/runtime/jobs';
import type { EventEnvelope, Transport } from '@fanxing/runtime/messaging';
import { OutboxRelay } from '@fanxing/runtime/outbox';
import {
  CLOCK,
  createServiceHandle,
  TRANSPORT,
  type ServiceHandle,
  type VerifyCaller,
} from '@fanxing/runtime/subgraph';
import { tenantEventTypes, type ConsentWithdrawn, type KeyRotated } from '@fanxing/tenant-contract';
import { HonourWithdrawal } from './application/honour-withdrawal.js';
import { ReadApplication } from './application/read-application.js';
import { lendingProviders } from './lending.module.js';
import { AnswerSubjectRequest } from './borrower/answer-subject-request.js';
import { ReadBorrower } from './borrower/read-borrower.js';
import { SealBorrowers } from './borrower/seal-borrowers.js';
import { OpenAccounts } from './books/open-accounts.js';
import { CarryOutLineOrder } from './line/carry-out-line-order.js';
import { ReadMonitoredLines } from './line/read-monitored-lines.js';
import { CarryOutCollection } from './collection/carry-out-collection.js';
import { ReadOpenBusiness } from './loan/read-open-business.js';
import { DisburseLoan } from './loan/disburse-loan.js';
import { ReadApplicationOutcomes } from './outcome/read-application-outcomes.js';
import { PRIVATE_BANKS_ALLOWED } from './partner-bank.js';
import { SweepUnfinished } from './sweep-unfinished.js';

export interface LendingServiceOptions {
  readonly databaseUrl: string;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly verifyCaller: VerifyCaller;
  /** Whether banks at private addresses may be called. */
  readonly privateBanksAllowed: boolean;
  /** What opens and seals borrowers' data. */
  readonly keys: Keys;
}

/** What of lending's data is about a borrower. */
const personalTypes = {
  Borrower: 'borrower',
  BorrowerInClear: 'borrowerInClear',
  Application: 'application',
  Offer: 'offer',
  CreditLine: 'creditLine',
  Loan: 'loan',
  Repayment: 'repayment',
  Mandate: 'mandate',
  CollectionCase: 'collectionCase',
  CollectionContact: 'collectionContact',
} as const;

/** Starts the lending service: its subgraph, its contract for others, and the jobs behind its promises. */
export async function createLendingService(options: LendingServiceOptions): Promise<ServiceHandle> {
  const { transport, clock, verifyCaller, privateBanksAllowed } = options;
  const database = await ServiceDatabase.connect({
    url: options.databaseUrl,
    applicationName: 'fanxing lending',
    poolSize: 12,
  });
  const outbox = new OutboxRelay(database, transport, 'lending');
  const keeper = new KeyKeeper(database, options.keys);
  const providers: Provider[] = [
    { provide: ServiceDatabase, useValue: database },
    { provide: CommandRoad, useValue: new CommandRoad(database, 'lending') },
    { provide: OutboxRelay, useValue: outbox },
    { provide: KeyKeeper, useValue: keeper },
    { provide: CLOCK, useValue: clock },
    { provide: TRANSPORT, useValue: transport },
    { provide: FourEyes, useValue: new FourEyes(transport.client(identityContract)) },
    { provide: PRIVATE_BANKS_ALLOWED, useValue: privateBanksAllowed },
    ...lendingProviders,
  ];
  const stop: (() => Promise<void>)[] = [];
  const handle = await createServiceHandle({
    name: 'lending',
    sdlFolder: import.meta.dirname,
    providers,
    verifyCaller,
    personalData: { types: personalTypes, recorder: new ReadRecorder(database, 'lending') },
    ready: () => database.ping(),
    closing: [
      async () => {
        for (const end of stop) await end();
      },
      () => Promise.resolve(keeper.close()),
      () => database.close(),
    ],
  });
  serveOthers(transport, handle);
  const disburseLoan = handle.get(DisburseLoan);
  const carryOutCollection = handle.get(CarryOutCollection);
  const sweepUnfinished = handle.get(SweepUnfinished);
  const sealBorrowers = handle.get(SealBorrowers);
  const jobs = await startJobs(database, {
    service: 'lending',
    concurrency: 4,
    tasks: {
      sweep: (job) => sweepUnfinished.run(contextOf(job)),
      seal: (job) => sealBorrowers.run(contextOf(job)),
    },
  });
  stop.push(
    () => jobs.stop(),
    () => disburseLoan.close(),
    () => carryOutCollection.close(),
    () => outbox.close(),
    () => Promise.resolve(closeBankConnections()),
  );
  return handle;
}

/** What other services ask of this one, and what it hears of them. */
function serveOthers(transport: Transport, handle: ServiceHandle): void {
  const readBorrower = handle.get(ReadBorrower);
  const answerSubjectRequest = handle.get(AnswerSubjectRequest);
  transport.serve(lendingContract, {
    findBorrowers: async (context, { borrowerIds }) => ({
      references: await readBorrower.references(context, borrowerIds),
    }),
  });
  transport.serve(lendingBorrowerContract, {
    coveredAttributes: async (context, { access }) => ({
      attributes: await readBorrower.attributes(context, access),
    }),
    knownBorrowers: async (context, { borrowerIds }) => ({
      known: await readBorrower.known(context, borrowerIds),
    }),
  });
  transport.serve(lendingApplicantContract, {
    findApplication: (context, { applicationId }) =>
      handle.get(ReadApplication).found(context, applicationId),
    coveredIdentifiers: (context, { access }) => readBorrower.identifiers(context, access),
  });
  transport.serve(lendingDataContract, {
    correctBorrower: async (context, { borrowerId, attributes }) => ({
      corrected: await answerSubjectRequest.correct(context, borrowerId, attributes),
    }),
    exportBorrower: async (context, { borrowerId }) => ({
      document: await answerSubjectRequest.export(context, borrowerId),
    }),
    eraseBorrower: async (context, { borrowerId }) => ({
      counts: await answerSubjectRequest.erase(context, borrowerId),
    }),
  });
  const readMonitoredLines = handle.get(ReadMonitoredLines);
  const carryOutLineOrder = handle.get(CarryOutLineOrder);
  transport.serve(lendingMonitoringContract, {
    linesToMonitor: (context, { afterId, first }) => readMonitoredLines.after(context, afterId, first),
    linesOfBorrowers: (context, { borrowerIds }) => readMonitoredLines.ofBorrowers(context, borrowerIds),
    carryOutLineOrder: (context, order) => carryOutLineOrder.run(context, order),
  });
  const readApplicationOutcomes = handle.get(ReadApplicationOutcomes);
  transport.serve(lendingOutcomeContract, {
    applicationOutcomes: (context, { applicationIds, asOf }) =>
      readApplicationOutcomes.run(context, applicationIds, asOf),
  });
  const openAccounts = handle.get(OpenAccounts);
  const readOpenBusiness = handle.get(ReadOpenBusiness);
  transport.serve(lendingTenancyContract, {
    openAccounts: async (context, { currency }) => {
      await openAccounts.run(context, currency);
      return {};
    },
    openBusiness: (context) => readOpenBusiness.run(context),
  });
  const honourWithdrawal = handle.get(HonourWithdrawal);
  transport.subscribe(
    'lending',
    [tenantEventTypes.consentWithdrawn],
    (event: EventEnvelope<ConsentWithdrawn>) => honourWithdrawal.run(event),
  );
  const sealBorrowers = handle.get(SealBorrowers);
  transport.subscribe('lending', [tenantEventTypes.keyRotated], (event: EventEnvelope<KeyRotated>) =>
    sealBorrowers.begin(event),
  );
}

function contextOf({ tenantId, environment }: JobPayload): TenantContext {
  return systemContext(
    tenantId as TenantContext['tenantId'],
    environment as TenantContext['environment'],
    'job',
  );
}
