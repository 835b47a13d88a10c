import { parseArgs } from 'node:util';
import { ConfigurationError, readConfiguration } from '@fanxing/runtime/configuration';
import { runProcess } from '@fanxing/runtime/process';
import { claimPlace } from './claim-place.js';

const usage = `usage: npm start -- [--data-dir DIR] [--port N] [--processes]
  --data-dir DIR  where everything is kept (default .fanxing, or FANXING_DATA_DIR)
  --port N        where the gateway listens (default 3100, or FANXING_PORT; 0: any free one)
  --processes     every service as a process of its own, speaking NATS`;

function readOptions(): { readonly dataDir?: string; readonly port?: string; readonly processes: boolean } {
  try {
    const text = { type: 'string' } as const;
    const flag = { type: 'boolean', default: false } as const;
    const { values } = parseArgs({ options: { 'data-dir': text, port: text, processes: flag, help: flag } });
    if (values.help) {
      process.stdout.write(`${usage}\n`);
      process.exit(0);
    }
    return {
      ...(values['data-dir'] === undefined ? {} : { dataDir: values['data-dir'] }),
      ...(values.port === undefined ? {} : { port: values.port }),
      processes: values.processes,
    };
  } catch (error) {
    process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n${usage}\n`);
    process.exit(2);
  }
}

const options = readOptions();

await runProcess(async () => {
  const configuration = readConfiguration({
    ...process.env,
    ...(options.dataDir === undefined ? {} : { FANXING_DATA_DIR: options.dataDir }),
    ...(options.port === undefined ? {} : { FANXING_PORT: options.port }),
  });
  if (configuration.oidcIssuer !== undefined && !configuration.keycloak) {
    throw new ConfigurationError([
      'OIDC_ISSUER needs KEYCLOAK_URL and its admin client too: tenants are provisioned there.',
    ]);
  }
  const place = await claimPlace(configuration);
  // Loaded when it can start: whoever mistypes an option does not wait for all of it.
  const { startPlatform } = await import('./start-platform.js');
  return startPlatform(configuration, place, options.processes ? 'processes' : 'one-process');
});
