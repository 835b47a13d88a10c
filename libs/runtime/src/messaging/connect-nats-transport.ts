import type { NatsOptions } from './nats-options.js';
import type { Transport } from './transport.js';

/**
 * Joins services that run as processes of their own. Fails with a clear error when no NATS server with JetStream
 * answers at the URL, or when it refuses the token. A server that goes away later is waited for.
 */
export async function connectNatsTransport(options: NatsOptions): Promise<Transport> {
  // A platform in one process never needs the client, so it is not loaded before.
  const { NatsTransport } = await import('./nats/nats-transport.js');
  return NatsTransport.connect(options);
}
