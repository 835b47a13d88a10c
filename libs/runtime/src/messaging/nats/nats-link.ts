import { setTimeout as pause } from 'node:timers/promises';
import { connect, errors, headers, type MsgHdrs, type NatsConnection } from '@nats-io/transport-node';
import { injectTraceContext, logger, type TraceCarrier } from '../../telemetry/index.js';
import type { NatsOptions } from '../nats-options.js';

const log = logger('messaging.nats');
const connectWithinMsUsual = 15_000;

/**
 * One connection to NATS, which mends itself.
 *
 * connected: messages go out and come in. Left when the server goes away or two pings stay unanswered.
 * away: the client dials again for ever, half a second apart. What is sent meanwhile would be lost or, worse, done
 *   after its caller has given up, so callers ask `connected` first. Left when the server answers.
 * closed: by `close` only.
 */
export class NatsLink {
  private constructor(
    readonly connection: NatsConnection,
    private readonly returned: (() => Promise<void>)[] = [],
    private isConnected = true,
    private mending: Promise<void> = Promise.resolve(),
  ) {
    void this.watch();
  }

  static async connect(options: NatsOptions): Promise<NatsLink> {
    const giveUpAt = performance.now() + (options.connectWithinMs ?? connectWithinMsUsual);
    for (;;) {
      try {
        return new NatsLink(await connect(connectionOptions(options)));
      } catch (error) {
        if (error instanceof errors.AuthorizationError || performance.now() > giveUpAt)
          throw unreachable(options.url, error);
      }
      await pause(250);
    }
  }

  get connected(): boolean {
    return this.isConnected && !this.connection.isClosed();
  }

  /** `work` is done each time the server is back, which may have lost what it held. */
  onReturn(work: () => Promise<void>): void {
    this.returned.push(work);
  }

  private async watch(): Promise<void> {
    for await (const status of this.connection.status()) {
      if (status.type === 'disconnect') {
        if (this.isConnected && !this.connection.isClosed())
          log.warn('the NATS server went away: trying until it is back');
        this.isConnected = false;
      } else if (status.type === 'reconnect') {
        this.isConnected = true;
        log.info('the NATS server is back');
        this.mending = this.mending.then(() => this.mend());
      }
    }
  }

  /** A server that has just come back may not be ready for everything yet. */
  private async mend(): Promise<void> {
    for (const work of this.returned) {
      while (this.connected) {
        try {
          await work();
          break;
        } catch (error) {
          log.warn({ error }, 'the events can not be had from the NATS server yet');
          await pause(500);
        }
      }
    }
  }
}

/** The headers that carry the active trace. */
export function tracedHeaders(): MsgHdrs {
  const carrier: TraceCarrier = {};
  injectTraceContext(carrier);
  const made = headers();
  for (const [key, value] of Object.entries(carrier)) made.set(key, value);
  return made;
}

export function carrierOf(received: MsgHdrs | undefined): TraceCarrier {
  const carrier: TraceCarrier = {};
  for (const key of ['traceparent', 'tracestate']) {
    const value = received?.get(key);
    if (value) carrier[key] = value;
  }
  return carrier;
}

function connectionOptions({ url, token, name }: NatsOptions) {
  return {
    servers: url,
    name,
    ...(token === undefined ? {} : { token }),
    timeout: 3_000,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 500,
    reconnectJitter: 250,
    // A half-open socket is noticed within half a minute.
    pingInterval: 10_000,
    maxPingOut: 2,
    // A server that comes back before its accounts are loaded refuses for a moment.
    ignoreAuthErrorAbort: true,
  };
}

function unreachable(url: string, cause: unknown): Error {
  const { host } = new URL(url);
  return cause instanceof errors.AuthorizationError
    ? new Error(`The NATS server at ${host} refuses the token: check FANXING_NATS_TOKEN.`, { cause })
    : new Error(
        `No NATS server answers at ${host}: start one ("nats-server -js", Debian package nats-server) or check NATS_URL.`,
        {
          cause,
        },
      );
}
