export { describeError, type ErrorDescription } from './error-description.js';
export { logger, type Logger } from './logger.js';
export { counter, histogram, type Counter, type Histogram, type MetricLabels } from './metric.js';
export { safeFields, type SafeFields } from './safe-fields.js';
export {
  activeTraceId,
  extractTraceContext,
  injectTraceContext,
  outsideTraces,
  rememberTrace,
  withSpan,
  type SpanFields,
  type TraceCarrier,
} from './span.js';
export { startTelemetry, type Telemetry, type TelemetryOptions } from './start-telemetry.js';
export { recordUnexpected } from './unexpected.js';
