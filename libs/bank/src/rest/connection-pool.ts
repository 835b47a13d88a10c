import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { RestConnection } from './rest-connection.js';

/** Most servers drop an idle connection after 5 s; dropping it first avoids a payment on a dying one. */
const idleMs = 4000;
const poolsMax = 1000;

const pools = new Map<string, HttpAgent>();

/**
 * The kept-alive connections to one bank. Connections that may reach private addresses never share a pool with those
 * that may not, because a pooled socket is not looked up again.
 */
export function poolOf(connection: RestConnection): HttpAgent {
  const { origin } = new URL(connection.baseUrl);
  const key = `${origin} ${connection.connectionsMax} ${connection.allowPrivateNetwork}`;
  const pool = pools.get(key) ?? openPool(origin, connection.connectionsMax);
  pools.delete(key);
  pools.set(key, pool);
  // The one forgotten is the one not used for longest; its sockets close by themselves once they are idle.
  if (pools.size > poolsMax) pools.delete(pools.keys().next().value as string);
  return pool;
}

export function closePools(): void {
  for (const pool of pools.values()) pool.destroy();
  pools.clear();
}

function openPool(origin: string, connectionsMax: number): HttpAgent {
  const options = {
    keepAlive: true,
    maxSockets: connectionsMax,
    maxFreeSockets: connectionsMax,
    timeout: idleMs,
    noDelay: true,
  };
  return origin.startsWith('https:') ? new HttpsAgent(options) : new HttpAgent(options);
}
