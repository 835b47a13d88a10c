import type { Clock } from '@fanxing/kernel';
import { systemClock } from '../clock/index.js';
import { ConfigurationError, readConfiguration, type Configuration } from '../configuration/index.js';
import { createCallerVerifier } from '../caller/index.js';
import { runProcess } from '../process/index.js';
import { createTokenVerifier, type TokenVerifier } from '../identity/index.js';
import { connectNatsTransport, type Transport } from '../messaging/index.js';
import type { ServiceHandle, VerifyCaller } from '../subgraph/index.js';
import { startTelemetry } from '../telemetry/index.js';

/** What a service is built from when it runs as a process of its own. */
export interface ServiceParts {
  readonly databaseUrl: string;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly verifyCaller: VerifyCaller;
  readonly configuration: Configuration;
}

/**
 * Runs one service as an operating-system process: configured by the environment, speaking NATS to the others and
 * GraphQL over HTTP to the gateway. Prints `{"url"}` on standard output when it is ready; SIGTERM ends it in order.
 */
export async function runServiceProcess(
  name: string,
  create: (parts: ServiceParts) => Promise<ServiceHandle>,
): Promise<void> {
  await runProcess(async () => {
    const configuration = readConfiguration(process.env);
    const { databaseUrl, port, host } = configuration.service;
    const { nats, oidcIssuer, internalToken } = configuration;
    if (databaseUrl === undefined || !nats || oidcIssuer === undefined || internalToken === undefined) {
      throw new ConfigurationError([
        'a service process needs FANXING_SERVICE_DATABASE_URL, NATS_URL, OIDC_ISSUER and FANXING_INTERNAL_TOKEN.',
      ]);
    }
    const telemetry = await startTelemetry({ serviceName: `fanxing-${name}` });
    const transport = await connectNatsTransport({ ...nats, name });
    const verifyCaller = createCallerVerifier({
      tokens: tokenVerifierFor(configuration, oidcIssuer),
      transport,
      clock: systemClock,
      isDoor: false,
    });
    const service = await create({ databaseUrl, transport, clock: systemClock, verifyCaller, configuration });
    await transport.start();
    const url = await service.listen(port, host, internalToken);
    return {
      ready: { url },
      stop: async () => {
        await service.close();
        await transport.close();
        await telemetry.stop();
      },
    };
  });
}

/** A verifier of tokens, with the issuer reached at `KEYCLOAK_URL` when that is given. */
export function tokenVerifierFor({ keycloak }: Configuration, issuer: string): TokenVerifier {
  const internal = keycloak ? { internalIssuerUrl: `${keycloak.url}${new URL(issuer).pathname}` } : {};
  return createTokenVerifier({ issuer, ...internal });
}
