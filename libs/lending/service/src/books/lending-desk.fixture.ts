import { randomUUID } from 'node:crypto';
import pg from 'pg';
import {
  addDays,
  Fault,
  parseBusinessDate,
  parseCurrency,
  parseInstant,
  parseRate,
  type BusinessDate,
  type Id,
} from '@fanxing/kernel';
import { disbursementPending } from '@fanxing/ledger-domain';
import { ledgerMigrations, openAccounts } from '@fanxing/ledger-store';
import { beginLoan, takeRepayment } from '@fanxing/lending-domain';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { newId } from '@fanxing/runtime/identifier';
import type { Role, TenantContext } from '@fanxing/runtime/identity';
import { createInProcessTransport, type Transport } from '@fanxing/runtime/messaging';
import type { ServiceHandle } from '@fanxing/runtime/subgraph';
import {
  callerOf,
  serveAccounts,
  SettableClock,
  startTestDatabase,
  type TestDatabase,
} from '@fanxing/testing';
import { auditActor } from '../actor.js';
import { writeClosed } from '../day/closing.store.js';
import { createLendingService, lendingMigrations } from '../index.js';
import { LoanChangeStore } from '../loan/change-loan.store.js';
import { DrawdownStore } from '../loan/drawdown.store.js';
import type { LoanRow } from '../loan/loan.store.js';
import { servicedOf } from '../loan/serviced-loan.store.js';
import { writtenAllotment } from '../repayment/repayment.store.js';

export const CNY = parseCurrency('CNY');
export const today = parseBusinessDate('2026-11-20');

/** Lending on a real database, with loans made by the very functions that its use cases call, and no neighbour that it would ask. */
export class LendingDesk {
  private readonly changes: LoanChangeStore;

  private constructor(
    readonly test: TestDatabase,
    readonly database: ServiceDatabase,
    readonly service: ServiceHandle,
    /** A superuser, whom no policy binds. */
    readonly admin: pg.Client,
    private readonly transport: Transport,
  ) {
    this.changes = new LoanChangeStore(database);
  }

  static async open(): Promise<LendingDesk> {
    const test = await startTestDatabase({
      sets: [ledgerMigrations, lendingMigrations],
      queues: ['lending'],
    });
    const databaseUrl = test.urlFor('fanxing_lending');
    const transport = createInProcessTransport();
    serveAccounts(transport);
    const service = await createLendingService({
      databaseUrl,
      transport,
      clock: new SettableClock('2026-11-20T08:00:00Z'),
      verifyCaller: () => Promise.reject(new Error('nobody comes by HTTP here')),
      privateBanksAllowed: false,
      keys: test.keys,
    });
    await transport.start();
    const database = await ServiceDatabase.connect({
      url: databaseUrl,
      applicationName: 'desk',
      poolSize: 12,
    });
    const admin = new pg.Client({ connectionString: test.adminUrl });
    await admin.connect();
    return new LendingDesk(test, database, service, admin, transport);
  }

  async close(): Promise<void> {
    await this.transport.close();
    await this.service.close();
    await this.database.close();
    await this.admin.end();
    await this.test.stop();
  }

  /** A tenant whose books stand at a day, with the chart open. */
  async aTenant(bookedOn: BusinessDate = today): Promise<Tenant> {
    const tenantId = newId('tenant');
    const person = (id: string, ...roles: Role[]) =>
      callerOf({ tenantId, roles, actor: { kind: 'person', id } });
    const tenant: Tenant = {
      id: tenantId,
      finance: person('fang', 'finance'),
      secondAccount: person('fang-2', 'finance'),
      second: person('song', 'finance'),
      auditor: person('ai', 'auditor'),
    };
    await this.database.transaction(tenant.finance, async (transaction) => {
      await openAccounts(transaction, CNY);
      await transaction.query('open book', 'INSERT INTO lending.book VALUES ($1, $2, $3)', [
        tenantId,
        'sandbox',
        bookedOn,
      ]);
    });
    return tenant;
  }

  /** A line to draw on; answers its id. */
  async aLine(
    { finance }: Tenant,
    limitMinor: bigint,
    openedOn = today,
    productId = 'product',
  ): Promise<string> {
    const [borrower, application, offer, line] = [
      newId('borrower'),
      newId('application'),
      newId('offer'),
      newId('creditLine'),
    ];
    const scope = [finance.tenantId, finance.environment];
    await this.database.transaction(finance, async ({ query }) => {
      await query('b', `INSERT INTO lending.borrower VALUES ($1, $2, $3, $4, '{}')`, [
        ...scope,
        borrower,
        randomUUID(),
      ]);
      await query(
        'a',
        `INSERT INTO lending.application (tenant_id, environment, id, borrower_id, product_id, status, as_of) VALUES ($1, $2, $3, $4, $5, 'APPROVED', now())`,
        [...scope, application, borrower, productId],
      );
      await query(
        'o',
        `INSERT INTO lending.offer (tenant_id, environment, id, application_id, status, limit_minor, daily_rate, currency, terms, expires_at)
         VALUES ($1, $2, $3, $4, 'ACCEPTED', $5, 0.0005, 'CNY', '{}', now())`,
        [...scope, offer, application, limitMinor.toString()],
      );
      await query(
        'l',
        `INSERT INTO lending.credit_line (tenant_id, environment, id, borrower_id, product_id, offer_id, status, limit_minor, daily_rate, currency, terms, opened_on, expires_on)
         VALUES ($1, $2, $3, $4, $5, $6, 'ACTIVE', $7, 0.0005, 'CNY', '{}', $8, $9)`,
        [...scope, line, borrower, productId, offer, limitMinor.toString(), openedOn, addDays(openedOn, 365)],
      );
    });
    return line;
  }

  /** Reserves money; answers the loan's id. */
  async draw({ finance }: Tenant, lineId: string, amountMinor: bigint, on = today): Promise<string> {
    const loanId = newId('loan');
    const key = randomUUID();
    await new DrawdownStore(this.database).reserve(finance, {
      key,
      requestHash: key,
      actor: auditActor(finance, { after: {} }),
      creditLineId: lineId,
      loanId,
      entryId: newId('journalEntry'),
      loan: beginLoan({
        principalMinor: amountMinor,
        currency: CNY,
        dailyRate: parseRate('0.0005'),
        rounding: 'half-up',
        drawnOn: on,
        termDays: 30,
      }),
      entry: disbursementPending({ loanId, amountMinor, currency: CNY, bookedOn: on }),
    });
    return loanId;
  }

  /** The bank's word on a loan. */
  async settle({ finance }: Tenant, loanId: string, isPaid = true, on = today): Promise<void> {
    const event = { id: newId('event'), type: 'test', occurredAt: '2026-11-20T08:00:00Z', payload: {} };
    await this.database.call(finance, 'lending.settle_disbursement', [
      ...[
        auditActor(finance, { after: {} }),
        loanId,
        isPaid,
        isPaid ? null : 'REFUSED',
        on,
        addDays(on, 30),
        JSON.stringify(event),
      ],
    ]);
  }

  async aLoan(tenant: Tenant, lineId: string, amountMinor: bigint, on = today): Promise<string> {
    const loanId = await this.draw(tenant, lineId, amountMinor, on);
    await this.settle(tenant, loanId, true, on);
    return loanId;
  }

  /** Books a day's interest on a loan, of whatever amount; the day up to which it is closed stays. */
  async accrue({ finance }: Tenant, loanId: string, amountMinor: bigint, on: BusinessDate): Promise<void> {
    const row = await this.loan(finance, loanId);
    const before = servicedOf(row);
    const loan = { ...before, accruedMinor: before.accruedMinor + amountMinor };
    const days = [{ on, interestMinor: amountMinor, movement: new Map() }];
    const { id, version } = row;
    const closed = [{ id, version, before, loan, days }];
    const written = await writeClosed(this.database, finance, CNY, before.accrualFrom, closed);
    if (written !== 1) throw new Fault('WRITE_CONTENTION');
  }

  /** Receives money on the books' day, without the days before it being closed: interest first, then principal; answers the repayment's id. */
  async repay({ finance }: Tenant, loanId: string, amountMinor: bigint): Promise<string> {
    const row = await this.loan(finance, loanId);
    const standing = servicedOf(row);
    const { loan, allotment } = takeRepayment(standing, amountMinor, row.businessDate);
    const key = randomUUID();
    const repaymentId = newId('repayment');
    const occurredAt = parseInstant('2026-11-20T08:00:00Z');
    return this.changes.write(finance, {
      request: { operation: 'repay', key, requestHash: key },
      actor: auditActor(finance, { after: {} }),
      kind: 'REPAYMENT',
      id: repaymentId,
      answer: 'repaymentId',
      subject: { kind: 'repayment', id: repaymentId },
      row,
      standing,
      days: [],
      closed: standing,
      loan,
      details: { amountMinor: amountMinor.toString(), ...writtenAllotment(allotment) },
      event: { id: newId('event'), type: 'test', occurredAt, payload: {} },
    });
  }

  private async loan(context: TenantContext, id: string): Promise<LoanRow> {
    const row = await this.changes.loan(context, id);
    if (!row) throw new Error(`there is no loan ${id}`);
    return row;
  }
}

export interface Tenant {
  readonly id: Id<'tenant'>;
  readonly finance: TenantContext;
  /** Another account of that very person. */
  readonly secondAccount: TenantContext;
  readonly second: TenantContext;
  readonly auditor: TenantContext;
}
