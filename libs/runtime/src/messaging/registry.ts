import type { Contract } from './contract.js';
import { mustBeEventType, type EventEnvelope } from './event.js';
import type { Handler, Served } from './served.js';

export interface Subscription {
  readonly subscriber: string;
  readonly type: string;
  readonly handler: (event: EventEnvelope<never>) => Promise<void>;
}

const subscriberName = /^[a-z][a-z0-9-]{0,39}$/;

/** What the services of one process have registered. */
export class Registry {
  readonly served = new Map<string, Served>();
  readonly subscriptions: Subscription[] = [];

  addServed(contract: Contract, handlers: object): void {
    if (this.served.has(contract.name))
      throw new Error(`The contract ${contract.name} is served in this process already.`);
    this.served.set(contract.name, { contract, handlers: handlers as Readonly<Record<string, Handler>> });
  }

  addSubscription(subscriber: string, types: readonly string[], handler: Subscription['handler']): void {
    if (!subscriberName.test(subscriber))
      throw new Error(`"${subscriber}" can not name a subscriber: use small letters and hyphens.`);
    for (const type of types) {
      mustBeEventType(type);
      if (this.subscriptions.some((other) => other.subscriber === subscriber && other.type === type))
        throw new Error(
          `${subscriber} has subscribed to ${type} already: give the second one a name of its own.`,
        );
      this.subscriptions.push({ subscriber, type, handler });
    }
  }
}
