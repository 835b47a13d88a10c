import { Injectable } from '@nestjs/common';
import { addDaysTo, businessDateAt, type BusinessDate, type Instant } from '@fanxing/kernel';
import {
  drawGrowth,
  limitGrowth,
  parseGrowthRule,
  type GrowthRule,
  type KnownPayers,
  type Receipt,
} from '@fanxing/risk-growth';
import { mustCover } from '@fanxing/runtime/consent';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { KeyKeeper } from '@fanxing/runtime/encryption';
import type { TenantContext } from '@fanxing/runtime/identity';
import { accountIndexBy } from '../../event/account-index.js';
import type { NetworkEvidence } from '../network/network-evidence.js';
import { ReadNetwork } from '../network/read-network.js';
import type { Read, SignalQuestion, SignalReader } from '../signal.js';
import { growthFigures, growthReasons, type GrowthEvidence } from './growth-signals.js';
import { growthRuleOf, latestApproval } from './growth-rule.store.js';
import { written } from './set-growth-rule.js';

/** Before the first day that counts: a ring shows by what its members did before. */
const networkDaysBefore = 60;

/** An operator's limit as its customers make it grow; payers are blind indexes, so that one name is one customer. */
@Injectable()
export class ReadGrowth implements SignalReader<GrowthEvidence> {
  readonly figuresOf = growthFigures;
  readonly reasonsOf = growthReasons;
  readonly picturesOf = ({ growth, rule, start }: GrowthEvidence) => [
    { subject: 'growth', svg: drawGrowth(growth, rule, start) },
  ];

  constructor(
    private readonly database: ServiceDatabase,
    private readonly keeper: KeyKeeper,
    private readonly readNetwork: ReadNetwork,
  ) {}

  /** Fails with CONSENT_REQUIRED without PAYMENTS. */
  async read(context: TenantContext, question: SignalQuestion): Promise<Read<GrowthEvidence>> {
    const { borrowerId, productCode, asOf, knownUntil, access } = question;
    mustCover(access, ['PAYMENTS']);
    const nothing = { evidence: null, opened: [] };
    if (productCode === null) return nothing;
    const { rule, approval } = await this.database.transaction(context, async (transaction) => {
      const content = await growthRuleOf(transaction, productCode, knownUntil);
      const rule = content && parseGrowthRule({ ...content });
      const asked = { borrowerId, productCode, asOf, knownUntil };
      return {
        rule,
        approval: rule && (await latestApproval(transaction, { ...asked, currency: rule.currency })),
      };
    });
    if (!rule || !approval) return nothing;
    const { timeZone } = rule;
    const start = { limitMinor: approval.limitMinor, on: businessDateAt(approval.asOf, timeZone) };
    const [receipts, network] = await Promise.all([
      this.receipts(context, question),
      this.readNetwork.since(context, question, addDaysTo(approval.asOf, -networkDaysBefore)),
    ]);
    const on = businessDateAt(asOf, timeZone);
    const growth = limitGrowth(rule, start, receipts, on, network ? payersOf(network, rule) : {});
    return { evidence: { rule, start, growth }, opened: [] };
  }

  /** Payments in that name a payer, each with when it became known. */
  private async receipts(
    context: TenantContext,
    { borrowerId, asOf, knownUntil, access, events }: SignalQuestion,
  ): Promise<Receipt[]> {
    const rows = await this.database.call<{ id: string; received_at: Instant }>(
      context,
      'risk.payments_received',
      [access.purpose, borrowerId, asOf, knownUntil],
    );
    const knownAt = new Map(rows.map(({ id, received_at: at }) => [id, at]));
    return this.keeper.using(context, (keys) => {
      const indexOf = accountIndexBy(keys);
      return events.flatMap((event): Receipt[] => {
        const { id, kind, at, direction, counterparty, amountMinor, currency, channel, fields } = event;
        if (kind !== 'payment' || direction !== 'in' || counterparty === null) return [];
        if (amountMinor === null || amountMinor <= 0n || currency === null) return [];
        const payer = indexOf(counterparty).toString('hex');
        const way = written(channel ?? String(fields['method'] ?? ''));
        return [{ id, at, knownAt: knownAt.get(id), payer, amountMinor, currency, channel: way }];
      });
    });
  }
}

/** Which of the payers' names are the operator's own accounts, and which are members of rings, since when. */
function payersOf(
  { payments, rings, account, accountOfIndex }: NetworkEvidence,
  rule: GrowthRule,
): KnownPayers {
  const self = payments.idOf(account);
  const foundOn = new Map<string, BusinessDate>();
  for (const { members, reportedMs } of rings) {
    const on = businessDateAt(new Date(reportedMs).toISOString() as Instant, rule.timeZone);
    for (const member of members) {
      const id = payments.idOf(member.account);
      if (!foundOn.has(id)) foundOn.set(id, on);
    }
  }
  const indexes = [...accountOfIndex];
  return {
    ownAccounts: new Set(indexes.flatMap(([index, id]) => (id === self ? [index] : []))),
    ringMembers: new Map(
      indexes.flatMap(([index, id]) => {
        const on = foundOn.get(id);
        return on === undefined ? [] : [[index, on] as const];
      }),
    ),
  };
}
