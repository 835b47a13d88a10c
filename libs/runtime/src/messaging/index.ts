export { connectNatsTransport } from './connect-nats-transport.js';
export {
  defineContract,
  operation,
  type ClientOf,
  type Contract,
  type HandlersOf,
  type InputOf,
  type Operation,
  type OutputOf,
} from './contract.js';
export type { EventEnvelope, EventHandler } from './event.js';
export { createInProcessTransport } from './in-process-transport.js';
export type { NatsOptions, Redelivery } from './nats-options.js';
export type { Transport } from './transport.js';
export { RecentAnswers } from './recent-answers.js';
