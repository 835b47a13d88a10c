import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Fault, parseInstant, toEpochMs, type Clock } from '@fanxing/kernel';
import { lendingApplicantContract, type FoundApplication } from '@fanxing/lending-contract';
import type { BlindEvaluation } from '@fanxing/risk-contract';
import { evaluateBlinded, evaluatorKeysFrom, type EvaluatorKeys } from '@fanxing/risk-lenders';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { KeyKeeper } from '@fanxing/runtime/encryption';
import {
  platformTenantId,
  systemContext,
  type Environment,
  type TenantContext,
} from '@fanxing/runtime/identity';
import type { Transport } from '@fanxing/runtime/messaging';
import { CLOCK, TRANSPORT } from '@fanxing/runtime/subgraph';
import { tenantContract } from '@fanxing/tenant-contract';
import { beginQuestion } from './lender.store.js';

/** For how long after it was received an application is a reason to ask. */
export const questionOpenDays = 30;

/** A person and a number. */
const identifiersMax = 2;

/**
 * What a tenant may ask for. A bank decides some hundreds of applications a day; one that wants more than this is reading the market.
 */
const most = { perDay: 2_000, perApplication: 3 };

/**
 * The evaluator: one key for all tenants of an environment, so that they come to the same tokens, and the gate before it. It never sees
 * an identifier. The key follows from the platform's own index key, which the root key wraps and no rotation changes: with another key
 * no token would be found again.
 */
@Injectable()
export class EvaluateBlinded {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly keeper: KeyKeeper,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(TRANSPORT) private readonly transport: Transport,
  ) {}

  /** Fails with NOT_FOUND, CONSENT_REQUIRED, LENDER_QUESTION_CLOSED, LENDER_QUESTIONS_SPENT and INPUT_INVALID. */
  async run(
    context: TenantContext,
    applicationId: string,
    blinded: readonly string[],
  ): Promise<BlindEvaluation> {
    const application = await this.transport
      .client(lendingApplicantContract)
      .findApplication(context, { applicationId });
    mustBeOpen(application, this.clock);
    const { borrowerId } = application;
    const { consentId } = await this.transport
      .client(tenantContract)
      .checkConsent(context, { borrowerId, purpose: 'CROSS_TENANT_SIGNALS' });
    await beginQuestion(this.database, context, { applicationId, borrowerId, consentId }, most);
    const keys = await this.keysOf(context.environment);
    return inText(evaluated(keys, blinded));
  }

  /** The same for every tenant of the environment. */
  async publicKey(environment: Environment): Promise<string> {
    return toText((await this.keysOf(environment)).publicKey);
  }

  private keysOf(environment: Environment): Promise<EvaluatorKeys> {
    const platform = systemContext(platformTenantId, environment, 'lender-evaluator');
    return this.keeper.using(platform, (keys) => {
      const halves = ['first half', 'second half'].map((half) => keys.blind('lenders.evaluator', half));
      return evaluatorKeysFrom(new Uint8Array(Buffer.concat(halves)), `fanxing/1 lenders ${environment}`);
    });
  }
}

/** A refused application is a reason to be told that one was made, not to look at the applicant any longer. */
export function mustBeOpen({ status, receivedAt }: FoundApplication, clock: Clock, isAsked = false): void {
  const ageDays = (toEpochMs(clock.now()) - toEpochMs(parseInstant(receivedAt))) / 86_400_000;
  const open = isAsked ? ['DECIDING', 'APPROVED'] : ['DECIDING', 'APPROVED', 'DECLINED'];
  if (open.includes(status) && ageDays <= questionOpenDays) return;
  const stands = open.includes(status) ? 'older' : status;
  throw new Fault('LENDER_QUESTION_CLOSED', { days: questionOpenDays, status: stands }, 'applicationId');
}

function evaluated(keys: EvaluatorKeys, blinded: readonly string[]) {
  try {
    if (blinded.length < 1 || blinded.length > identifiersMax) throw new Error('one or two elements');
    return evaluateBlinded(keys, blinded.map(fromText), random);
  } catch {
    throw new Fault('INPUT_INVALID', { problem: 'what is blinded is no element of the group' }, 'blinded');
  }
}

function inText({ evaluated: elements, proof }: ReturnType<typeof evaluateBlinded>): BlindEvaluation {
  return { evaluated: elements.map(toText), proof: toText(proof) };
}

export const random = (length = 32): Uint8Array => new Uint8Array(randomBytes(length));

export function toText(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}

export function fromText(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'base64url'));
}
