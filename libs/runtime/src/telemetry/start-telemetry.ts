import { inspect, type InspectOptions } from 'node:util';
import type { NodeSDK } from '@opentelemetry/sdk-node';
import { logger } from './logger.js';
import { beginTracing } from './span.js';

export interface TelemetryOptions {
  /** The name of this process in traces, unless OTEL_SERVICE_NAME or OTEL_RESOURCE_ATTRIBUTES gives one. */
  readonly serviceName: string;
}

export interface Telemetry {
  /** Sends what is still held back, for at most five seconds. */
  stop(): Promise<void>;
}

type Environment = Readonly<Record<string, string | undefined>>;

const stopWithinMs = 5_000;

/**
 * Starts the OpenTelemetry SDK when the standard variables ask for it, once a process and before any work; else
 * nothing is loaded and every span and metric of ours is a no-op.
 */
export async function startTelemetry(
  options: TelemetryOptions,
  env: Environment = process.env,
): Promise<Telemetry> {
  const wanted = wantedSignals(env);
  if (!wanted.traces && !wanted.metrics) return { stop: () => Promise.resolve() };
  const { NodeSDK: Sdk, resources } = await import('@opentelemetry/sdk-node');
  const restoreConsole = consoleExportersToStandardError();
  const sdk = new Sdk({
    ...(namedByEnvironment(env) ? {} : { serviceName: options.serviceName }),
    // The SDK's own choice would also send the command line and the operating system's user.
    ...(env['OTEL_NODE_RESOURCE_DETECTORS'] ? {} : { resourceDetectors: [resources.envDetector] }),
    ...(wanted.traces ? {} : { spanProcessors: [] }),
    ...(wanted.metrics ? {} : { metricReaders: [] }),
    logRecordProcessors: [],
  });
  sdk.start();
  if (wanted.traces) beginTracing();
  return {
    stop: async () => {
      await shutDown(sdk);
      restoreConsole();
    },
  };
}

/** A signal is wanted if its exporter is named, or if an endpoint is given that it could go to. */
export function wantedSignals(env: Environment): { traces: boolean; metrics: boolean } {
  if (env['OTEL_SDK_DISABLED']?.trim().toLowerCase() === 'true') return { traces: false, metrics: false };
  const wanted = (signal: 'TRACES' | 'METRICS'): boolean => {
    const exporter = env[`OTEL_${signal}_EXPORTER`]?.trim();
    if (exporter) return exporter !== 'none';
    return Boolean(
      env['OTEL_EXPORTER_OTLP_ENDPOINT']?.trim() || env[`OTEL_EXPORTER_OTLP_${signal}_ENDPOINT`]?.trim(),
    );
  };
  return { traces: wanted('TRACES'), metrics: wanted('METRICS') };
}

function namedByEnvironment(env: Environment): boolean {
  return (
    Boolean(env['OTEL_SERVICE_NAME']?.trim()) ||
    /(^|,)\s*service\.name=/.test(env['OTEL_RESOURCE_ATTRIBUTES'] ?? '')
  );
}

/** The SDK's console exporters use `console.dir`; standard output belongs to a program's answer. */
function consoleExportersToStandardError(): () => void {
  const { dir } = console;
  Object.assign(console, {
    dir: (value: unknown, options?: InspectOptions) => process.stderr.write(`${inspect(value, options)}\n`),
  });
  return () => void Object.assign(console, { dir });
}

async function shutDown(sdk: NodeSDK): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), stopWithinMs);
  });
  try {
    const outcome = await Promise.race([sdk.shutdown(), late]);
    if (outcome === 'late')
      logger('telemetry').warn('the telemetry receiver did not take the last spans in time');
  } catch (error) {
    logger('telemetry').warn({ error }, 'the last spans could not be sent');
  } finally {
    clearTimeout(timer);
  }
}
