import { Inject, Injectable } from '@nestjs/common';
import { Fault, parseId, type Clock } from '@fanxing/kernel';
import { lendingContract } from '@fanxing/lending-contract';
import { riskDataContract } from '@fanxing/risk-contract';
import { CommandRoad, requestHash } from '@fanxing/runtime/command';
import { newId } from '@fanxing/runtime/identifier';
import { keyedDigest, KeyKeeper, type TenantKeys } from '@fanxing/runtime/encryption';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import type { Transport } from '@fanxing/runtime/messaging';
import { CLOCK, TRANSPORT } from '@fanxing/runtime/subgraph';
import type { OpenSubjectRequestInput } from '../generated/schema.js';
import { TenantStore } from '../tenant/tenant.store.js';
import { sealWords } from './sealed-words.js';
import type { SubjectRequest } from './subject-request.js';
import { SubjectRequestStore } from './subject-request.store.js';
import { afterWorkingDays } from './working-days.js';

/** What banks in China answer within, unless a tenant is quicker. */
const workingDaysUsual = 15;
const detailsLengthMax = 2_000;
const utc = 'UTC';

type Asked = Pick<SubjectRequest, 'borrowerId' | 'kind' | 'details' | 'correction' | 'decisionId'>;

/** Takes in a borrower's own request; the deadline runs from here. Answers its id. Fails with NOT_FOUND. */
@Injectable()
export class OpenSubjectRequest {
  constructor(
    private readonly road: CommandRoad,
    private readonly store: SubjectRequestStore,
    private readonly tenants: TenantStore,
    private readonly keeper: KeyKeeper,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(TRANSPORT) private readonly transport: Transport,
  ) {}

  async run(context: TenantContext, input: OpenSubjectRequestInput): Promise<string> {
    mustBeAllowedTo(context, 'subject-request:open');
    const asked = await this.read(context, input);
    const timeZone = (await this.tenants.own(context))?.timeZone ?? utc;
    return this.keeper.using(context, (keys) => this.add(context, keys, input, asked, timeZone));
  }

  private add(
    context: TenantContext,
    keys: TenantKeys,
    input: OpenSubjectRequestInput,
    asked: Asked,
    timeZone: string,
  ): Promise<string> {
    const { idempotencyKey } = input;
    return this.road.run(
      context,
      {
        operation: 'openSubjectRequest',
        permission: 'subject-request:open',
        idempotencyKey,
        input: keyedDigest(keys, requestHash(input)),
      },
      async (transaction) => {
        const workingDays = (await this.store.workingDays(transaction)) ?? workingDaysUsual;
        const openedAt = this.clock.now();
        const request: SubjectRequest = {
          ...asked,
          id: newId('subjectRequest'),
          status: 'OPEN',
          openedBy: context.actor.id,
          openedAt,
          dueAt: afterWorkingDays(openedAt, timeZone, workingDays),
          handledBy: null,
          endedAt: null,
          rejection: null,
          rejectionNote: null,
          result: {},
        };
        await this.store.add(transaction, sealWords(keys, request));
        return { answer: request.id, subject: { kind: 'subjectRequest', id: request.id } };
      },
    );
  }

  private async read(
    context: TenantContext,
    { borrowerId: id, kind, details, correction, decisionId }: OpenSubjectRequestInput,
  ): Promise<Asked> {
    const borrowerId = parseId('borrower', id, 'input.borrowerId');
    if ((details?.length ?? 0) > detailsLengthMax)
      refuse(`details must have at most ${detailsLengthMax} characters`, 'input.details');
    if ((kind === 'CORRECTION') !== ((correction ?? null) !== null))
      refuse('a correction, and nothing else, says the right values', 'input.correction');
    if (decisionId && kind !== 'EXPLANATION')
      refuse('only an explanation names a decision', 'input.decisionId');
    await this.transport.client(lendingContract).findBorrowers(context, { borrowerIds: [borrowerId] });
    const decision = decisionId ? parseId('decision', decisionId, 'input.decisionId') : null;
    if (decision !== null)
      await this.transport
        .client(riskDataContract)
        .explainDecision(context, { borrowerId, decisionId: decision });
    return {
      borrowerId,
      kind,
      details: details ?? null,
      correction: valuesIn(correction),
      decisionId: decision,
    };
  }
}

function valuesIn(correction: unknown): SubjectRequest['correction'] {
  if (correction === null || correction === undefined) return null;
  if (typeof correction !== 'object' || Array.isArray(correction) || Object.keys(correction).length === 0)
    return refuse('correction must be an object of attributes with their right values', 'input.correction');
  return correction as SubjectRequest['correction'];
}

function refuse(problem: string, path: string): never {
  throw new Fault('INPUT_INVALID', { problem }, path);
}
