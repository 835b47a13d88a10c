import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { Fault } from '@fanxing/kernel';
import { activeTraceId, logger, recordUnexpected } from '../telemetry/index.js';

const log = logger('graphql');

/**
 * The one place where what went wrong becomes what the caller is told: a Fault keeps its code, sentences and
 * details; a request that GraphQL itself refused keeps its words; anything else is INTERNAL, and only the log
 * learns more.
 */
export function formatError(error: unknown): GraphQLFormattedError {
  const graphqlError = error instanceof GraphQLError ? error : undefined;
  const fault = faultIn(error);
  const formatted: GraphQLFormattedError = {
    message: fault.message,
    extensions: {
      code: fault.category,
      reason: fault.reason,
      messageZh: fault.messageZh,
      details: fault.details,
      ...(fault.path === undefined ? {} : { path: fault.path }),
      ...traceOf(),
    },
  };
  return {
    ...formatted,
    ...(graphqlError?.path === undefined ? {} : { path: graphqlError.path }),
    ...(graphqlError?.locations === undefined || graphqlError.path !== undefined
      ? {}
      : { locations: graphqlError.locations }),
  };
}

function faultIn(error: unknown): Fault {
  if (error instanceof Fault) return error;
  if (error instanceof GraphQLError) {
    const cause = error.originalError;
    if (cause instanceof Fault) return cause;
    if (cause instanceof GraphQLError) return placed(faultIn(cause), error.message);
    if (cause === undefined || cause === null) return new Fault('QUERY_INVALID', { problem: error.message });
  }
  // Variables that are wrong in several places: the first is told of, as with a document that is.
  if (error instanceof AggregateError && error.errors[0] instanceof GraphQLError)
    return faultIn(error.errors[0]);
  return recordUnexpected(log, error instanceof GraphQLError ? error.originalError : error);
}

/** GraphQL says where in the variables a value is that a scalar refused, and says it in its message alone. */
function placed(fault: Fault, message: string): Fault {
  if (fault.path !== undefined) return fault;
  const [, variable, place] =
    /^Variable "\$(\w+)" got invalid value [^]*?(?: at "([\w.[\]]+)")?; Expected type "\w+"\. /.exec(
      message,
    ) ?? [];
  const path = place ?? variable;
  return path === undefined
    ? fault
    : new Fault(fault.reason, fault.details, path.replace(/\[(\d+)\]/g, '.$1'));
}

function traceOf(): { traceId?: string } {
  const traceId = activeTraceId();
  return traceId === null ? {} : { traceId };
}
