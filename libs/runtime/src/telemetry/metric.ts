import { metrics, type Meter, type MeterProvider } from '@opentelemetry/api';
import { safeFields, type SafeFields } from './safe-fields.js';

/** Labels with few values each: an id in a label would make a time series of its own for every loan. */
export type MetricLabels = Pick<
  SafeFields,
  | 'service'
  | 'contract'
  | 'operation'
  | 'event'
  | 'job'
  | 'task'
  | 'mode'
  | 'state'
  | 'method'
  | 'reason'
  | 'environment'
>;

export interface Counter {
  add(value: number, labels?: MetricLabels): void;
}

export interface Histogram {
  record(value: number, labels?: MetricLabels): void;
}

interface MetricOptions {
  readonly description: string;
  /** UCUM, such as `ms`, `By` or `{loan}`. */
  readonly unit: string;
}

/** A sum that only grows. May be made before telemetry starts. */
export function counter(name: string, options: MetricOptions): Counter {
  const instrument = perProvider((meter) => meter.createCounter(name, options));
  return { add: (value, labels = {}) => instrument().add(value, safeFields(labels)) };
}

/** A spread of values, such as durations. May be made before telemetry starts. */
export function histogram(name: string, options: MetricOptions): Histogram {
  const instrument = perProvider((meter) => meter.createHistogram(name, options));
  return { record: (value, labels = {}) => instrument().record(value, safeFields(labels)) };
}

/** An instrument made before the SDK is registered stays mute for ever, so it is made anew when the provider changes. */
function perProvider<Instrument>(make: (meter: Meter) => Instrument): () => Instrument {
  let madeBy: MeterProvider | undefined;
  let instrument: Instrument | undefined;
  return () => {
    const provider = metrics.getMeterProvider();
    if (instrument === undefined || provider !== madeBy) {
      madeBy = provider;
      instrument = make(provider.getMeter('fanxing'));
    }
    return instrument;
  };
}
