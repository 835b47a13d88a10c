import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { RestConnection } from './rest-connection.js';

/** Most servers drop an idle connection after 5 s; dropping it first avoids a payment on a dying one. */
const idleMs = 4000;
const poolsMax = 1000;

const pools = new Map<string, HttpAgent>();
const names = new WeakMap<RestConnection, string>();

/**
 * The kept-alive connections to one bank. Connections that may reach private addresses never share a pool with those
 * that may not, because a pooled socket is not looked up again.
 */
export function poolOf(connection: RestConnection): HttpAgent {
  const name = nameOf(connection);
  const pool = pools.get(name) ?? openPool(name, connection.connectionsMax);
  pools.delete(name);
  pools.set(name, pool);
  // The one forgotten is the one not used for longest; its sockets close by themselves once they are idle.
  if (pools.size > poolsMax) pools.delete(pools.keys().next().value as string);
  return pool;
}

function nameOf(connection: RestConnection): string {
  let name = names.get(connection);
  if (name === undefined) {
    const { origin } = new URL(connection.baseUrl);
    name = `${origin} ${connection.connectionsMax} ${connection.allowPrivateNetwork}`;
    names.set(connection, name);
  }
  return name;
}

export function closePools(): void {
  for (const pool of pools.values()) pool.destroy();
  pools.clear();
}

function openPool(name: string, connectionsMax: number): HttpAgent {
  const options = {
    keepAlive: true,
    maxSockets: connectionsMax,
    maxFreeSockets: connectionsMax,
    timeout: idleMs,
    noDelay: true,
  };
  return name.startsWith('https:') ? new HttpsAgent(options) : new HttpAgent(options);
}
