import { Inject, Injectable } from '@nestjs/common';
import { Fault, type Clock } from '@fanxing/kernel';
import { parseBankConnection, type BankConnection } from '@fanxing/bank';
import { CommandRoad } from '@fanxing/runtime/command';
import { KeyKeeper, type TenantKeys } from '@fanxing/runtime/encryption';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { CLOCK } from '@fanxing/runtime/subgraph';
import type { ConnectBankInput } from '../generated/schema.js';
import { plainLine } from '../plain-text.js';
import { sealConnection } from './sealed-connection.js';
import { TenantStore } from './tenant.store.js';

/** Whether a bank may be reached at an address that is not on the public internet: the sandbox bank's, for instance. */
export class BankNetwork {
  constructor(readonly allowPrivateNetwork: boolean) {}
}

/** What is shown of a connection; its key is not. */
export interface ShownConnection {
  readonly adapter: string;
  readonly baseUrl: string;
  readonly timeoutMs: number;
}

/** Fails with INPUT_INVALID when the bank's port could not use the connection. */
@Injectable()
export class ConnectBank {
  constructor(
    private readonly road: CommandRoad,
    private readonly store: TenantStore,
    private readonly network: BankNetwork,
    private readonly keeper: KeyKeeper,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(context: TenantContext, input: ConnectBankInput): Promise<ShownConnection> {
    mustBeAllowedTo(context, 'bank:connect');
    return this.keeper.using(context, (keys) => this.connect(context, keys, input));
  }

  private connect(
    context: TenantContext,
    keys: TenantKeys,
    input: ConnectBankInput,
  ): Promise<ShownConnection> {
    const command = { operation: 'connectBank', permission: 'bank:connect', input } as const;
    return this.road.run(context, command, async (transaction) => {
      const { allowPrivateNetwork: _, ...connection } = readConnection(input, this.network);
      await this.store.connectBank(transaction, sealConnection(keys, connection), this.clock.now());
      const shown = shownConnection(connection);
      return {
        answer: shown,
        subject: { kind: 'tenant', id: context.tenantId },
        after: { ...shown, baseUrl: new URL(shown.baseUrl).origin },
      };
    });
  }
}

export function shownConnection(connection: Record<string, unknown>): ShownConnection {
  const { adapter, baseUrl, timeoutMs } = connection as unknown as BankConnection;
  return { adapter, baseUrl, timeoutMs };
}

function readConnection(input: ConnectBankInput, network: BankNetwork): BankConnection {
  plainLine(input.baseUrl, 2048, 'input.baseUrl');
  const given = Object.fromEntries(
    Object.entries(input).filter(([, value]) => value !== null && value !== undefined),
  );
  try {
    return parseBankConnection(given, network);
  } catch (error) {
    // The port speaks of `connection.baseUrl`; to the caller that is `input.baseUrl`.
    if (!(error instanceof Fault)) throw error;
    throw new Fault(error.reason, error.details, error.path?.replace(/^connection\b/, 'input'));
  }
}
