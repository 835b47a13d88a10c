import { bindByHttp, readSubgraphSdl, startGateway } from '@fanxing/gateway';
import { ConfigurationError, readConfiguration } from '@fanxing/runtime/configuration';
import { runProcess, verifierFor } from '@fanxing/runtime/service-process';
import { startTelemetry } from '@fanxing/runtime/telemetry';

await runProcess(async () => {
  const configuration = readConfiguration(process.env);
  const { subgraphUrls, oidcIssuer, keycloak, host, port } = configuration;
  if (!subgraphUrls || !oidcIssuer)
    throw new ConfigurationError(['the gateway needs FANXING_SUBGRAPH_URLS and OIDC_ISSUER.']);
  const telemetry = await startTelemetry({ serviceName: 'fanxing-gateway' });
  const bindings = await Promise.all(
    Object.entries(subgraphUrls).map(async ([name, url]) =>
      bindByHttp(name, await readSubgraphSdl(name, url), url),
    ),
  );
  const servesIdentity = keycloak !== undefined && new URL(oidcIssuer).port === String(port);
  const gateway = await startGateway({
    host,
    port,
    bindings,
    verify: verifierFor(configuration, oidcIssuer),
    identityUrl: servesIdentity ? keycloak.url : undefined,
  });
  return {
    ready: { url: gateway.url },
    stop: async () => {
      await gateway.close();
      await telemetry.stop();
    },
  };
});
