import { archiveSource, bindByHttp, Changes, readSubgraphSdl, startGateway } from '@fanxing/gateway';
import { lendingEventTypes } from '@fanxing/lending-contract';
import { riskUploadContract } from '@fanxing/risk-contract';
import { createCallerVerifier } from '@fanxing/runtime/caller';
import { systemClock } from '@fanxing/runtime/clock';
import { ConfigurationError, readConfiguration } from '@fanxing/runtime/configuration';
import { connectNatsTransport } from '@fanxing/runtime/messaging';
import { runProcess } from '@fanxing/runtime/process';
import { tokenVerifierFor } from '@fanxing/runtime/service-process';
import { startTelemetry } from '@fanxing/runtime/telemetry';
import { tenantContract } from '@fanxing/tenant-contract';

await runProcess(async () => {
  const configuration = readConfiguration(process.env);
  const { subgraphUrls, oidcIssuer, keycloak, host, port, nats, internalToken } = configuration;
  if (!subgraphUrls || !oidcIssuer || !nats || internalToken === undefined) {
    throw new ConfigurationError([
      'the gateway needs FANXING_SUBGRAPH_URLS, OIDC_ISSUER, NATS_URL and FANXING_INTERNAL_TOKEN.',
    ]);
  }
  const telemetry = await startTelemetry({ serviceName: 'fanxing-gateway' });
  const bindings = await Promise.all(
    Object.entries(subgraphUrls).map(async ([name, url]) =>
      bindByHttp(name, await readSubgraphSdl(name, url, internalToken), url, internalToken),
    ),
  );
  const transport = await connectNatsTransport({ ...nats, name: 'gateway' });
  const changes = new Changes();
  transport.subscribe('gateway', Object.values(lendingEventTypes), (event) => changes.take(event));
  await transport.start();
  const tenant = transport.client(tenantContract);
  const servesIdentity = keycloak !== undefined && new URL(oidcIssuer).port === String(port);
  const gateway = await startGateway({
    host,
    port,
    bindings,
    verify: createCallerVerifier({
      tokens: tokenVerifierFor(configuration, oidcIssuer),
      transport,
      clock: systemClock,
      isDoor: true,
    }),
    identityUrl: servesIdentity ? keycloak.url : undefined,
    archives: archiveSource(tenant),
    uploads: transport.client(riskUploadContract),
    changes,
    mustBeActive: (context) => tenant.activeTenant(context, {}),
    exchangeTerms: (context, used) => tenant.exchangeTerms(context, used),
    findOperation: async (context, sha256) =>
      (await tenant.registeredOperation(context, { sha256 })).text ?? undefined,
    allowedOrigins: configuration.allowedOrigins,
    tlsInFront: configuration.tlsInFront,
  });
  return {
    ready: { url: gateway.url },
    stop: async () => {
      await gateway.close();
      await transport.close();
      await telemetry.stop();
    },
  };
});
