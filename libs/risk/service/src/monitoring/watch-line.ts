import { Inject, Injectable } from '@nestjs/common';
import {
  Fault,
  parseCurrency,
  parseMinor,
  type BusinessDate,
  type Clock,
  type Instant,
} from '@fanxing/kernel';
import type { MonitoredLine } from '@fanxing/lending-contract';
import { mustStillHold, openDataAccess } from '@fanxing/runtime/consent';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { KeyKeeper } from '@fanxing/runtime/encryption';
import { newId } from '@fanxing/runtime/identifier';
import type { TenantContext } from '@fanxing/runtime/identity';
import type { Transport } from '@fanxing/runtime/messaging';
import { CLOCK, TRANSPORT } from '@fanxing/runtime/subgraph';
import { withSpan } from '@fanxing/runtime/telemetry';
import { tenantContract } from '@fanxing/tenant-contract';
import { NeededData } from '../decision/needed-data.js';
import { eventsFor } from '../event/event.store.js';
import { readLastOrder, recordWarning, type NewWarning, type WarningTrigger } from './early-warning.store.js';
import { makeWarning } from './make-warning.js';
import { MonitoringRulesCache } from './monitoring-rules-cache.js';
import { sealWarning } from './sealed-warning.js';
import type { WatchedLine } from './settle-action.js';

/** When and why a line is looked at; all lines of a day share it. */
export interface Look {
  readonly trigger: WarningTrigger;
  readonly businessDate: BusinessDate;
  readonly asOf: Instant;
  readonly knownUntil: Instant;
}

/** A warning that is kept; what it asks of lending is still to be told. */
export type KeptWarning = Omit<NewWarning, 'factsSealed'>;

/**
 * The story of one look at a line: the borrower's consent to be watched, what is known, the warning, the record. Answers the warning, or
 * null when the line has its look of the day already. Fails with CONSENT_REQUIRED, also where the consent leaves out something that the
 * rules read, with STRATEGY_INVALID where the rules stop or answer half, and with WRITE_CONTENTION when the line was changed meanwhile.
 */
@Injectable()
export class WatchLine {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly keeper: KeyKeeper,
    private readonly rulesCache: MonitoringRulesCache,
    private readonly neededData: NeededData,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(TRANSPORT) private readonly transport: Transport,
  ) {}

  async run(
    context: TenantContext,
    monitored: MonitoredLine,
    rulesId: string,
    look: Look,
  ): Promise<KeptWarning | null> {
    const { creditLineId, borrowerId, productCode } = monitored;
    const tenant = this.transport.client(tenantContract);
    const ask = (question: Parameters<typeof tenant.checkConsent>[1]) =>
      tenant.checkConsent(context, question);
    const access = await openDataAccess(ask, this.clock, borrowerId, 'MONITORING');
    const rules = await this.rulesCache.rulesOf(context, rulesId);
    await this.neededData.mustBeCovered(context, access, { eventKinds: rules.eventKinds, attributes: [] });
    const { asOf, knownUntil, businessDate } = look;
    const [events, lastOrder] = await Promise.all([
      eventsFor(this.database, this.keeper, context, access, asOf, knownUntil),
      this.database.transaction(context, (transaction) => readLastOrder(transaction, creditLineId)),
    ]);
    const line = watchedLine(monitored);
    const made = await withSpan('make warning', {}, () =>
      makeWarning(rules, { asOf, businessDate, events, line, lastOrder }),
    );
    await mustStillHold(ask, this.clock, access);
    const id = newId('earlyWarning');
    const { values, trace, level, reasons, wanted, settled, fingerprint } = made;
    const warning: KeptWarning = {
      ...look,
      id,
      ...{ creditLineId, borrowerId, productCode, rulesId, level, reasons, wanted, fingerprint },
      action: settled.action,
      held: settled.held,
      currency: line.currency,
      limitMinor: settled.limitMinor?.toString() ?? null,
      consentId: mustBeConsent(access.consentId),
      categories: access.categories,
    };
    const isNew = await this.keeper.using(context, (keys) => {
      const factsSealed = sealWarning(keys, warning, { line, lastOrder, values, trace });
      return recordWarning(this.database, context, { ...warning, factsSealed }, lastOrder?.id ?? null);
    });
    return isNew ? warning : null;
  }
}

function watchedLine(line: MonitoredLine): WatchedLine {
  const currency = parseCurrency(line.currency);
  return {
    status: line.status,
    currency,
    limitMinor: parseMinor(line.limit, currency),
    usedMinor: parseMinor(line.used, currency),
    limitMinMinor: parseMinor(line.limitMin, currency),
    limitMaxMinor: parseMinor(line.limitMax, currency),
    daysPastDue: line.daysPastDue,
    loansOpen: line.loansOpen,
  };
}

function mustBeConsent(consentId: string | null): string {
  if (consentId === null) throw new Fault('CONSENT_REQUIRED', { purpose: 'MONITORING' });
  return consentId;
}
