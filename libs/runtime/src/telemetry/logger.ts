import { pino, type DestinationStream, type Logger as Pino } from 'pino';
import { describeError } from './error-description.js';
import { safeFields, type SafeFields } from './safe-fields.js';
import { activeSpanIds } from './span.js';

/**
 * Only text that stands in the source as it is: no template, no variable. Values belong in the fields, whose list
 * is closed, so that a personal datum can not be built into a sentence.
 */
export type ConstantText<Text extends string> = Record<never, never> extends Record<Text, 1> ? never : Text;

export interface LogFields extends SafeFields {
  readonly error?: unknown;
}

interface LogLine {
  <const Text extends string>(message: Text & ConstantText<Text>): void;
  <const Text extends string>(fields: LogFields, message: Text & ConstantText<Text>): void;
}

export interface Logger {
  readonly debug: LogLine;
  readonly info: LogLine;
  readonly warn: LogLine;
  /** Something of ours went wrong and somebody should look. */
  readonly error: LogLine;
}

export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

let standardError: Pino | undefined;

/** Writes JSON lines to standard error, from the level in FANXING_LOG_LEVEL on. `name` says which part speaks. */
export function logger(name: string): Logger {
  return loggerTo(
    () => (standardError ??= linesTo(pino.destination({ fd: 2, sync: true }), levelFromEnvironment())),
    name,
  );
}

/** As {@link logger}, to somewhere else. */
export function loggerTo(lines: () => Pino, name: string): Logger {
  const write =
    (level: 'debug' | 'info' | 'warn' | 'error') =>
    (...line: readonly [string] | readonly [LogFields, string]): void => {
      const [fields, message] = line.length === 1 ? [{}, line[0]] : line;
      const target = lines();
      if (!target.isLevelEnabled(level)) return;
      const { error, ...others } = fields as LogFields;
      target[level](
        {
          name,
          ...activeSpanIds(),
          ...safeFields(others),
          ...(error === undefined ? {} : { error: describeError(error) }),
        },
        masked(message),
      );
    };
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}

export function linesTo(destination: DestinationStream, level: LogLevel): Pino {
  return pino(
    {
      level,
      base: {},
      messageKey: 'message',
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    destination,
  );
}

/** A wrong level is reported by the configuration; until then lines must not be lost. */
function levelFromEnvironment(): LogLevel {
  const level = process.env['FANXING_LOG_LEVEL'];
  return logLevels.find((known) => known === level) ?? 'info';
}

/** A second net under {@link ConstantText}, for callers that the compiler did not see. */
function masked(message: string): string {
  return message.replace(/\S+@\S+/g, '[cut]').replace(/\d{6,}/g, '[cut]');
}
