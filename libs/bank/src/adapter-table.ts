import type { BankAdapter } from './adapter.js';
import type { BankConnection } from './connection.js';
import { restAdapter } from './rest/rest-adapter.js';

/** Every kind of connection with its adapter: the compiler refuses a kind without one. */
export const adapterTable: {
  readonly [Kind in BankConnection['adapter']]: BankAdapter<Extract<BankConnection, { adapter: Kind }>>;
} = {
  rest: restAdapter,
};

/** Lets go of every pooled connection to every bank, for a clean stop of the process. */
export function closeBankConnections(): void {
  for (const adapter of Object.values(adapterTable)) adapter.close();
}
