import { createServer } from 'node:net';
import { codeOf } from '../cli-error.js';
import { ill, well, type Finding, type Surroundings } from './finding.js';

const patienceMs = 5_000;

/** The provider of OIDC_ISSUER, else the embedded one while the platform runs. */
export async function checkIdentityProvider({ platform, isRunning }: Surroundings): Promise<Finding[]> {
  const name = 'identity provider';
  const given = process.env['OIDC_ISSUER'];
  const issuer = given || (isRunning ? platform?.urls?.issuer : undefined);
  if (!issuer) return [well(name, 'the embedded one, which starts with the platform')];
  const address = `${issuer.replace(/\/+$/, '')}/.well-known/openid-configuration`;
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(patienceMs) });
    const found = response.ok ? ((await response.json()) as { issuer?: string }).issuer : undefined;
    if (found === issuer.replace(/\/+$/, '')) return [well(name, issuer)];
    const said = response.ok
      ? `calls itself ${found ?? 'nothing'}`
      : `answers with status ${response.status}`;
    return [
      ill(name, `${address} ${said}`, given ? 'look at OIDC_ISSUER' : 'start the platform again: npm start'),
    ];
  } catch (error) {
    const code = codeOf((error as Error).cause ?? error);
    return [
      ill(
        name,
        `${address} can not be reached (${code})`,
        given ? 'look at OIDC_ISSUER and whether it runs' : 'start the platform again: npm start',
      ),
    ];
  }
}

/** The gateway's port: the running platform's own, or free. */
export async function checkPort({ platform, isRunning }: Surroundings): Promise<Finding[]> {
  const name = 'port';
  const gateway = platform?.urls?.gateway;
  if (isRunning && gateway !== undefined) return [await gatewayFinding(gateway)];
  const port = Number(process.env['FANXING_PORT'] || '3100');
  const host = process.env['FANXING_HOST'] || '127.0.0.1';
  const refusal = await listenRefusal(port, host);
  if (refusal === undefined) return [well(name, `${port} is free`)];
  return [
    ill(
      name,
      `${port} on ${host} can not be used (${refusal})`,
      'name another with FANXING_PORT, or 0 for any free one',
    ),
  ];
}

async function gatewayFinding(gateway: string): Promise<Finding> {
  try {
    const response = await fetch(`${gateway}/health/ready`, { signal: AbortSignal.timeout(patienceMs) });
    if (response.ok) return well('port', `the platform answers at ${gateway}`);
    return ill('port', `the platform at ${gateway} is not ready (status ${response.status})`, 'see its log');
  } catch (error) {
    const code = codeOf((error as Error).cause ?? error);
    return ill('port', `the platform at ${gateway} does not answer (${code})`, 'start it again: npm start');
  }
}

function listenRefusal(port: number, host: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error) => resolve(codeOf(error)));
    server.listen({ port, host }, () => server.close(() => resolve(undefined)));
  });
}
