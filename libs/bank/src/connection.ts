import { z } from 'zod';
import { Fault } from '@fanxing/kernel';
import { assertHostAllowed } from './network/allowed-host.js';
import { restConnectionShape } from './rest/rest-connection.js';

const connectionShape = z.discriminatedUnion('adapter', [restConnectionShape]);

/** How a partner bank is reached. Made by {@link parseBankConnection} only; holds a secret, so it is never logged. */
export type BankConnection = z.infer<typeof connectionShape> & {
  /** From the caller's options, never from the bank's own configuration. */
  readonly allowPrivateNetwork: boolean;
};

export interface BankConnectionOptions {
  /**
   * Whether loopback, private and other addresses that are not on the public internet may be called. Leave it off for
   * whatever a tenant typed: our own network is not theirs to reach.
   */
  readonly allowPrivateNetwork?: boolean;
}

/** Reads a bank's connection from its configuration. An unknown key is refused. Fails with INPUT_INVALID. */
export function parseBankConnection(json: unknown, options: BankConnectionOptions = {}): BankConnection {
  const parsed = connectionShape.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const path = ['connection', ...(issue?.path ?? [])].join('.');
    throw new Fault('INPUT_INVALID', { problem: `${path}: ${issue?.message ?? 'is not valid'}` }, path);
  }
  const allowPrivateNetwork = options.allowPrivateNetwork === true;
  assertHostAllowed(new URL(parsed.data.baseUrl), 'connection.baseUrl', allowPrivateNetwork);
  return { ...parsed.data, allowPrivateNetwork };
}
