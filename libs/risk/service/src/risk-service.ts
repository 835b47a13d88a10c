import { join } from 'node:path';
import type { Provider } from '@nestjs/common';
import type { Clock } from '@fanxing/kernel';
import { lendingEventTypes, type DayBegun } from '@fanxing/lending-contract';
import {
  lenderEvaluatorContract,
  riskContract,
  riskDataContract,
  riskUploadContract,
} from '@fanxing/risk-contract';
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
import { backtestProviders } from './backtest/backtest.providers.js';
import { RunBacktest } from './backtest/run-backtest.js';
import { AnswerSubjectRequest } from './borrower/answer-subject-request.js';
import { AccessToDecide } from './decision/access-to-decide.js';
import { DecisionRulesCache } from './decision/decision-rules.js';
import { DecisionResolver } from './decision/decision.resolver.js';
import { Decide } from './decision/decide.js';
import { GatherFigures } from './decision/gather-figures.js';
import { HonourWithdrawal } from './decision/honour-withdrawal.js';
import { JudgeApplication } from './decision/judge-application.js';
import { KnownEvents } from './decision/known-events.js';
import { NeededData } from './decision/needed-data.js';
import { ReadDecision } from './decision/read-decision.js';
import { ReplayDecision } from './decision/replay-decision.js';
import { StrategyRunner } from './decision/strategy-runner.js';
import { EventResolver } from './event/event.resolver.js';
import { IngestEvents } from './event/ingest-events.js';
import { ReadEvents } from './event/read-events.js';
import { ExplainDecision } from './explanation/explain-decision.js';
import { ExplanationResolver } from './explanation/explanation.resolver.js';
import { DefineEventKind } from './event-kind/define-event-kind.js';
import { EventKindResolver } from './event-kind/event-kind.resolver.js';
import { KnownKinds } from './event-kind/known-kinds.js';
import { ReadEventKinds } from './event-kind/read-event-kinds.js';
import { DeclareQualityRules } from './event-quality/declare-quality-rules.js';
import { EventQualityResolver } from './event-quality/event-quality.resolver.js';
import { ReadEventQuality } from './event-quality/read-event-quality.js';
import { BeginEventUpload } from './event-upload/begin-event-upload.js';
import { EventUploadResolver } from './event-upload/event-upload.resolver.js';
import { JudgeRows } from './event-upload/judge-rows.js';
import { ReadEventUpload } from './event-upload/read-event-upload.js';
import { TakeUploadPart } from './event-upload/take-upload-part.js';
import { WritePart } from './event-upload/write-part.js';
import { ChangeExperiment } from './experiment/change-experiment.js';
import { ExperimentLane } from './experiment/experiment-lane.js';
import { ExperimentResolver } from './experiment/experiment.resolver.js';
import { JudgeLoans } from './experiment/judge-loans.js';
import { ReadExperiment } from './experiment/read-experiment.js';
import { StartExperiment } from './experiment/start-experiment.js';
import { TakePart } from './experiment/take-part.js';
import { WatchExperiment } from './experiment/watch-experiment.js';
import { EvaluateBlinded } from './lenders/evaluate-blinded.js';
import { LeaveTraces, tracedEvents } from './lenders/leave-traces.js';
import { LenderResolver } from './lenders/lender.resolver.js';
import { ObtainTokens } from './lenders/obtain-tokens.js';
import { ReadMultiLenderView } from './lenders/read-multi-lender-view.js';
import { HearLending, lendingNews, type LendingNews } from './monitoring/hear-lending.js';
import { MonitorDay } from './monitoring/monitor-day.js';
import { MonitorNews } from './monitoring/monitor-news.js';
import { monitoringProviders } from './monitoring/monitoring.providers.js';
import { ModelResolver } from './model/model.resolver.js';
import { PublishModel } from './model/publish-model.js';
import { ReadModel } from './model/read-model.js';
import { FindPipeline } from './pipeline/find-pipeline.js';
import { PipelineResolver } from './pipeline/pipeline.resolver.js';
import { PublishPipeline } from './pipeline/publish-pipeline.js';
import { PublishStrategy } from './strategy/publish-strategy.js';
import { ReadStrategy } from './strategy/read-strategy.js';
import { SealFacts } from './seal-facts.js';
import { AskSignals } from './signal/ask-signals.js';
import { GrowthResolver } from './signal/growth/growth.resolver.js';
import { ReadCustomerGrowth } from './signal/growth/read-customer-growth.js';
import { ReadGrowth } from './signal/growth/read-growth.js';
import { SetGrowthRule } from './signal/growth/set-growth-rule.js';
import { ReadLenders } from './signal/lenders/read-lenders.js';
import { ReadNetwork } from './signal/network/read-network.js';
import { GiveSurroundings } from './signal/place/give-surroundings.js';
import { ReadPlace } from './signal/place/read-place.js';
import { ReadSurroundingsNear } from './signal/place/read-surroundings-near.js';
import { SurroundingsResolver } from './signal/place/surroundings.resolver.js';
import { ReadBorrowerSignals } from './signal/read-borrower-signals.js';
import { ReadSignals } from './signal/read-signals.js';
import { SignalResolver } from './signal/signal.resolver.js';
import { ReadWords } from './signal/words/read-words.js';
import { StrategyResolver } from './strategy/strategy.resolver.js';
import { ProductWordsModels } from './words-model/product-words-models.js';
import { PublishWordsModel } from './words-model/publish-words-model.js';
import { WordsModelResolver } from './words-model/words-model.resolver.js';
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

/** The types that tell of a borrower, and the nouns of the records of their reads. */
const personalTypes = {
  ...{ Decision: 'decision', Event: 'event', WhatIf: 'whatIf', DecisionExplanation: 'decision' },
  ...{ BorrowerSignals: 'borrowerSignals', CustomerGrowth: 'customerGrowth' },
  ...{ MultiLenderView: 'multiLenderView', EarlyWarning: 'earlyWarning', BacktestSwap: 'decision' },
};

const riskProviders: readonly Provider[] = [
  ...[EventResolver, IngestEvents, ReadEvents],
  ...[EventKindResolver, DefineEventKind, ReadEventKinds, KnownKinds],
  ...[EventQualityResolver, DeclareQualityRules, ReadEventQuality],
  ...[EventUploadResolver, BeginEventUpload, ReadEventUpload, JudgeRows, WritePart, TakeUploadPart],
  ...[ModelResolver, PublishModel, ReadModel],
  ...[StrategyResolver, PublishStrategy, ReadStrategy],
  ...[ExperimentResolver, StartExperiment, ChangeExperiment, ReadExperiment],
  ...[TakePart, WatchExperiment, ExperimentLane, JudgeLoans],
  ...[PipelineResolver, PublishPipeline, FindPipeline],
  ...[DecisionResolver, Decide, ReadDecision, ReplayDecision, DecisionRulesCache],
  ...[GatherFigures, JudgeApplication, StrategyRunner],
  ...[WhatIfResolver, AskWhatIf, StartingPoint, AccessToDecide, KnownEvents],
  ...[ExplanationResolver, ExplainDecision],
  ...[LenderResolver, ReadMultiLenderView, ObtainTokens, EvaluateBlinded, LeaveTraces, ReadLenders],
  ...[SignalResolver, ReadSignals, ReadBorrowerSignals, AskSignals],
  ...[SurroundingsResolver, GiveSurroundings, ReadSurroundingsNear, ReadPlace],
  ...[ReadNetwork, GrowthResolver, SetGrowthRule, ReadGrowth, ReadCustomerGrowth, ReadWords],
  ...[WordsModelResolver, PublishWordsModel, ProductWordsModels],
  ...monitoringProviders,
  ...backtestProviders,
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
      types: personalTypes,
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
  serveContracts(options.transport, handle);
  serveLenders(options.transport, handle);
  serveUploads(options.transport, handle);
  const honourWithdrawal = handle.get(HonourWithdrawal);
  options.transport.subscribe(
    'risk',
    [tenantEventTypes.consentWithdrawn],
    (event: EventEnvelope<ConsentWithdrawn>) => honourWithdrawal.run(event),
  );
  const sealFacts = handle.get(SealFacts);
  options.transport.subscribe('risk', [tenantEventTypes.keyRotated], (event: EventEnvelope<KeyRotated>) =>
    sealFacts.begin(event),
  );
  hearLending(options.transport, handle);
  const watchExperiment = handle.get(WatchExperiment);
  const jobs = await startJobs(database, {
    service: 'risk',
    // One of them may be a backtest, which takes minutes.
    concurrency: 3,
    tasks: {
      seal: (job) => sealFacts.run(contextOf(job)),
      watch: (job) => watchExperiment.run(contextOf(job), job.id ?? ''),
      'judge-loans': (job) => handle.get(JudgeLoans).run(contextOf(job)),
      backtest: (job) => handle.get(RunBacktest).run(contextOf(job), job.id ?? ''),
      'monitor-day': (job) => handle.get(MonitorDay).run(contextOf(job)),
      'monitor-news': (job) => handle.get(MonitorNews).run(contextOf(job)),
    },
  });
  stop.push(() => jobs.stop());
  return handle;
}

/** What lending tells: what is a reason to look at a line, and that a day has begun, on which loans have grown older. */
function hearLending(transport: Transport, handle: ServiceHandle): void {
  transport.subscribe('risk', lendingNews, (event: LendingNews) => handle.get(HearLending).run(event));
  transport.subscribe('risk-experiments', [lendingEventTypes.dayBegun], (event: EventEnvelope<DayBegun>) =>
    handle.get(JudgeLoans).begin(event),
  );
}

/** What other services may ask. */
function serveContracts(transport: Transport, handle: ServiceHandle): void {
  const decide = handle.get(Decide);
  const answerSubjectRequest = handle.get(AnswerSubjectRequest);
  transport.serve(riskContract, {
    decide: (context, request) => decide.run(context, request),
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
}

/** The evaluator of tokens, and what is left for other lenders of what happens to applications and loans. */
function serveLenders(transport: Transport, handle: ServiceHandle): void {
  const evaluateBlinded = handle.get(EvaluateBlinded);
  const leaveTraces = handle.get(LeaveTraces);
  transport.serve(lenderEvaluatorContract, {
    evaluate: (context, { applicationId, blinded }) => evaluateBlinded.run(context, applicationId, blinded),
    publicKey: async ({ environment }) => ({ publicKey: await evaluateBlinded.publicKey(environment) }),
  });
  transport.subscribe('risk-lenders', tracedEvents, (event: Parameters<LeaveTraces['run']>[0]) =>
    leaveTraces.run(event),
  );
}

function contextOf({ tenantId, environment }: JobPayload): TenantContext {
  return systemContext(
    tenantId as TenantContext['tenantId'],
    environment as TenantContext['environment'],
    'job',
  );
}

function serveUploads(transport: Transport, handle: ServiceHandle): void {
  transport.serve(riskUploadContract, {
    takePart: (context, part) => handle.get(TakeUploadPart).run(context, part),
    rejectedRows: async (context, { id, afterRow }) => ({
      rows: await handle.get(ReadEventUpload).rejected(context, { uploadId: id, afterRow, first: 500 }),
    }),
  });
}
