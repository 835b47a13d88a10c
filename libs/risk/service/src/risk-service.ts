import { join } from 'node:path';
import type { Provider } from '@nestjs/common';
import type { Clock } from '@fanxing/kernel';
import { riskContract, riskDataContract, riskUploadContract } from '@fanxing/risk-contract';
import { ReadRecorder } from '@fanxing/runtime/audit';
import { FourEyes, identityContract } from '@fanxing/runtime/caller';
import { CommandRoad } from '@fanxing/runtime/command';
import { ServiceDatabase, type MigrationSet } from '@fanxing/runtime/database';
import { KeyKeeper, type Keys } from '@fanxing/runtime/encryption';
import { systemContext, type TenantContext } from '@fanxing/runtime/identity';
import { startJobs, type JobPayload } from '@fanxing/runtime/jobs';
import type { EventEnvelope, Transport } from '@fanxing/runtime/messaging';
import {
  CLOCK,
  createServiceHandle,
  TRANSPORT,
  type ServiceHandle,
  type VerifyCaller,
} from '@fanxing/runtime/subgraph';
import { tenantEventTypes, type ConsentWithdrawn, type KeyRotated } from '@fanxing/tenant-contract';
import { AnswerSubjectRequest } from './borrower/answer-subject-request.js';
import { AccessToDecide } from './decision/access-to-decide.js';
import { DecisionRulesCache } from './decision/decision-rules.js';
import { DecisionResolver } from './decision/decision.resolver.js';
import { Decide } from './decision/decide.js';
import { HonourWithdrawal } from './decision/honour-withdrawal.js';
import { KnownEvents } from './decision/known-events.js';
import { NeededData } from './decision/needed-data.js';
import { ReadDecision } from './decision/read-decision.js';
import { ReplayDecision } from './decision/replay-decision.js';
import { EventResolver } from './event/event.resolver.js';
import { IngestEvents } from './event/ingest-events.js';
import { ReadEvents } from './event/read-events.js';
import { ExplainDecision } from './explanation/explain-decision.js';
import { ExplanationResolver } from './explanation/explanation.resolver.js';
import { DefineEventKind } from './event-kind/define-event-kind.js';
import { EventKindResolver } from './event-kind/event-kind.resolver.js';
import { KnownKinds } from './event-kind/known-kinds.js';
import { ReadEventKinds } from './event-kind/read-event-kinds.js';
import { BeginEventUpload } from './event-upload/begin-event-upload.js';
import { EventUploadResolver } from './event-upload/event-upload.resolver.js';
import { JudgeRows } from './event-upload/judge-rows.js';
import { ReadEventUpload } from './event-upload/read-event-upload.js';
import { TakeUploadPart } from './event-upload/take-upload-part.js';
import { HearLending, lendingNews, type LendingNews } from './monitoring/hear-lending.js';
import { MonitorDay } from './monitoring/monitor-day.js';
import { MonitorNews } from './monitoring/monitor-news.js';
import { monitoringProviders } from './monitoring/monitoring.providers.js';
import { ModelResolver } from './model/model.resolver.js';
import { PublishModel } from './model/publish-model.js';
import { ReadModel } from './model/read-model.js';
import { PublishStrategy } from './strategy/publish-strategy.js';
import { ReadStrategy } from './strategy/read-strategy.js';
import { SealFacts } from './seal-facts.js';
import { StrategyResolver } from './strategy/strategy.resolver.js';
import { AskWhatIf } from './what-if/ask-what-if.js';
import { StartingPoint } from './what-if/starting-point.js';
import { WhatIfResolver } from './what-if/what-if.resolver.js';

export const riskMigrations: MigrationSet = {
  schema: 'risk',
  folder: join(import.meta.dirname, '../migrations'),
};

export interface RiskServiceOptions {
  /** Connects as `fanxing_risk`. */
  readonly databaseUrl: string;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly verifyCaller: VerifyCaller;
  /** What opens and seals what is known of borrowers. */
  readonly keys: Keys;
}

const riskProviders: readonly Provider[] = [
  ...[EventResolver, IngestEvents, ReadEvents],
  ...[EventKindResolver, DefineEventKind, ReadEventKinds, KnownKinds],
  ...[EventUploadResolver, BeginEventUpload, ReadEventUpload, JudgeRows, TakeUploadPart],
  ...[ModelResolver, PublishModel, ReadModel],
  ...[StrategyResolver, PublishStrategy, ReadStrategy],
  ...[DecisionResolver, Decide, ReadDecision, ReplayDecision, DecisionRulesCache],
  ...[WhatIfResolver, AskWhatIf, StartingPoint, AccessToDecide, KnownEvents],
  ...[ExplanationResolver, ExplainDecision],
  ...monitoringProviders,
  ...[NeededData, HonourWithdrawal, AnswerSubjectRequest, SealFacts],
];

/** Starts the risk service: its database, its subgraph and its contract. */
export async function createRiskService(options: RiskServiceOptions): Promise<ServiceHandle> {
  const database = await ServiceDatabase.connect({
    url: options.databaseUrl,
    applicationName: 'fanxing risk',
  });
  const keeper = new KeyKeeper(database, options.keys);
  const stop: (() => Promise<void>)[] = [];
  const handle = await createServiceHandle({
    name: 'risk',
    sdlFolder: import.meta.dirname,
    providers: [
      { provide: ServiceDatabase, useValue: database },
      { provide: CommandRoad, useValue: new CommandRoad(database, 'risk') },
      { provide: KeyKeeper, useValue: keeper },
      { provide: CLOCK, useValue: options.clock },
      { provide: TRANSPORT, useValue: options.transport },
      { provide: FourEyes, useValue: new FourEyes(options.transport.client(identityContract)) },
      ...riskProviders,
    ],
    verifyCaller: options.verifyCaller,
    personalData: {
      types: {
        Decision: 'decision',
        Event: 'event',
        WhatIf: 'whatIf',
        DecisionExplanation: 'decision',
        EarlyWarning: 'earlyWarning',
      },
      recorder: new ReadRecorder(database, 'risk'),
    },
    ready: () => database.ping(),
    closing: [
      async () => {
        for (const end of stop) await end();
      },
      () => Promise.resolve(keeper.close()),
      () => database.close(),
    ],
  });
  serveOthers(options.transport, handle);
  const sealFacts = handle.get(SealFacts);
  const jobs = await startJobs(database, {
    service: 'risk',
    concurrency: 2,
    tasks: {
      seal: (job) => sealFacts.run(contextOf(job)),
      'monitor-day': (job) => handle.get(MonitorDay).run(contextOf(job)),
      'monitor-news': (job) => handle.get(MonitorNews).run(contextOf(job)),
    },
  });
  stop.push(() => jobs.stop());
  return handle;
}

/** What other services ask of this one, and what it hears of them. */
function serveOthers(transport: Transport, handle: ServiceHandle): void {
  const decide = handle.get(Decide);
  const answerSubjectRequest = handle.get(AnswerSubjectRequest);
  transport.serve(riskContract, {
    decide: (context, request) => decide.run(context, request),
  });
  transport.serve(riskUploadContract, {
    takePart: (context, part) => handle.get(TakeUploadPart).run(context, part),
  });
  transport.serve(riskDataContract, {
    exportBorrower: async (context, { borrowerId }) => ({
      document: await answerSubjectRequest.export(context, borrowerId),
    }),
    explainDecision: async (context, { borrowerId, decisionId }) => ({
      document: await answerSubjectRequest.explain(context, borrowerId, decisionId),
    }),
    eraseBorrower: async (context, { borrowerId }) => ({
      counts: await answerSubjectRequest.erase(context, borrowerId),
    }),
  });
  const honourWithdrawal = handle.get(HonourWithdrawal);
  transport.subscribe('risk', [tenantEventTypes.consentWithdrawn], (event: EventEnvelope<ConsentWithdrawn>) =>
    honourWithdrawal.run(event),
  );
  const sealFacts = handle.get(SealFacts);
  transport.subscribe('risk', [tenantEventTypes.keyRotated], (event: EventEnvelope<KeyRotated>) =>
    sealFacts.begin(event),
  );
  transport.subscribe('risk', lendingNews, (event: LendingNews) => handle.get(HearLending).run(event));
}

function contextOf({ tenantId, environment }: JobPayload): TenantContext {
  return systemContext(
    tenantId as TenantContext['tenantId'],
    environment as TenantContext['environment'],
    'job',
  );
}
