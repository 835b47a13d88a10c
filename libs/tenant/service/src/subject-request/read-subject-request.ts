import { Inject, Injectable } from '@nestjs/common';
import { Fault, parseId, type Clock, type Instant } from '@fanxing/kernel';
import { riskDataContract } from '@fanxing/risk-contract';
import {
  connectionOf,
  parsePage,
  ServiceDatabase,
  type Connection,
  type PageArguments,
} from '@fanxing/runtime/database';
import { KeyKeeper } from '@fanxing/runtime/encryption';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import type { Transport } from '@fanxing/runtime/messaging';
import { CLOCK, TRANSPORT } from '@fanxing/runtime/subgraph';
import { GatherData } from './gather-data.js';
import type { SubjectRequest, SubjectRequestKind, SubjectRequestStatus } from './subject-request.js';
import { openWords } from './sealed-words.js';
import { SubjectRequestStore } from './subject-request.store.js';

export interface SubjectRequestsQuery extends PageArguments {
  readonly borrowerId?: string | null;
  readonly kind?: SubjectRequestKind | null;
  readonly status?: SubjectRequestStatus | null;
  readonly dueBefore?: Instant | null;
  readonly overdue?: boolean | null;
}

@Injectable()
export class ReadSubjectRequest {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly store: SubjectRequestStore,
    private readonly keeper: KeyKeeper,
    private readonly gatherData: GatherData,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(TRANSPORT) private readonly transport: Transport,
  ) {}

  /** Fails with NOT_FOUND. */
  async byId(context: TenantContext, idText: string): Promise<SubjectRequest> {
    mustBeAllowedTo(context, 'subject-request:read');
    const id = parseId('subjectRequest', idText, 'id');
    const request = await this.database.transaction(context, (transaction) =>
      this.store.find(transaction, id),
    );
    if (!request) throw new Fault('NOT_FOUND', { what: 'subject request', id }, 'id');
    return this.keeper.using(context, (keys) => openWords(keys, request));
  }

  async page(context: TenantContext, query: SubjectRequestsQuery): Promise<Connection<SubjectRequest>> {
    mustBeAllowedTo(context, 'subject-request:read');
    const page = parsePage(query, context, 'subjectRequests');
    const filter = {
      borrowerId: query.borrowerId ? parseId('borrower', query.borrowerId, 'borrowerId') : null,
      kind: query.kind ?? null,
      status: query.status ?? null,
      dueBefore: query.dueBefore ?? null,
      overdueAt: query.overdue === true ? this.clock.now() : null,
    };
    const kept = await this.database.transaction(context, (transaction) =>
      this.store.list(transaction, filter, page),
    );
    const requests = await this.keeper.using(context, (keys) => kept.map((each) => openWords(keys, each)));
    return connectionOf(page, requests);
  }

  isOverdue({ endedAt, dueAt }: SubjectRequest): boolean {
    return endedAt === null && dueAt <= this.clock.now();
  }

  /** What the borrower is given, made anew from what is there: no copy of the data is kept. Null where there is nothing. */
  async answerTo(context: TenantContext, request: SubjectRequest): Promise<unknown> {
    mustBeAllowedTo(context, 'subject-request:handle');
    const { kind, status, borrowerId, result } = request;
    if (status !== 'COMPLETED') return null;
    if (kind === 'ACCESS' || kind === 'PORTABILITY') return this.gatherData.run(context, borrowerId);
    if (kind !== 'EXPLANATION') return null;
    const decisionId = String(result['decisionId']);
    const explained = await this.transport
      .client(riskDataContract)
      .explainDecision(context, { borrowerId, decisionId });
    return explained.document;
  }
}
