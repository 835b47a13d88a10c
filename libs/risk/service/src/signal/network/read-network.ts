import { Injectable } from '@nestjs/common';
import { addDaysTo, type Instant } from '@fanxing/kernel';
import { buildNetwork, drawEgoNetwork, drawRing, edgesWithin, egoNetwork } from '@fanxing/risk-network';
import { mustCover } from '@fanxing/runtime/consent';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { KeyKeeper } from '@fanxing/runtime/encryption';
import type { TenantContext } from '@fanxing/runtime/identity';
import { accountIndexBy } from '../../event/account-index.js';
import type { Read, SignalPicture, SignalQuestion, SignalReader } from '../signal.js';
import { networkEvidence, type NetworkEvidence } from './network-evidence.js';
import { networkFigures, networkReasons } from './network-signals.js';
import { paymentsAround } from './network.store.js';

const daysBack = 180;
/** Each of the two rounds: a merchant's half-year, and what its counterparties did. Of more the latest are read. */
const paymentsMax = 10_000;
/** More than people can tell apart. */
const drawnMax = 120;

/** Places a borrower among those whom it pays and who pay it, from payments in which everybody is a blind index (decision 0170). */
@Injectable()
export class ReadNetwork implements SignalReader<NetworkEvidence> {
  readonly figuresOf = networkFigures;
  readonly reasonsOf = networkReasons;
  readonly picturesOf = picturesOf;

  constructor(
    private readonly database: ServiceDatabase,
    private readonly keeper: KeyKeeper,
  ) {}

  /** Fails with CONSENT_REQUIRED without PAYMENTS. */
  async read(context: TenantContext, question: SignalQuestion): Promise<Read<NetworkEvidence>> {
    const evidence = await this.since(context, question, addDaysTo(question.asOf, -daysBack));
    return { evidence, opened: [] };
  }

  /** The same from another day on. */
  async since(
    context: TenantContext,
    { borrowerId, asOf, knownUntil, access, events }: SignalQuestion,
    since: Instant,
  ): Promise<NetworkEvidence | null> {
    mustCover(access, ['PAYMENTS']);
    const { purpose } = access;
    const known = await paymentsAround(
      this.database,
      context,
      { purpose, borrowerId, since, asOf, knownUntil },
      paymentsMax,
    );
    const names = await this.keeper.using(context, (keys) => {
      const indexOf = accountIndexBy(keys);
      const called = new Set(events.flatMap(({ counterparty }) => counterparty ?? []));
      return new Map([...called].map((name) => [indexOf(name).toString('hex'), name]));
    });
    return networkEvidence(`b:${borrowerId}`, known, names);
  }
}

function picturesOf({ payments, account, ring, nameOf }: NetworkEvidence): SignalPicture[] {
  const network = buildNetwork(edgesWithin(payments), { vertices: payments.accounts, directed: false });
  const around = drawEgoNetwork(egoNetwork(network, account, drawnMax), { idOf: nameOf });
  const pictures = [{ subject: 'account', svg: around }];
  return ring
    ? [...pictures, { subject: 'ring', svg: drawRing({ ...payments, idOf: nameOf }, ring) }]
    : pictures;
}
