import { formatError } from '@fanxing/runtime/subgraph';

interface OutwardError {
  readonly message: string;
  readonly extensions?: Record<string, unknown> & { readonly reason?: unknown; readonly details?: unknown };
  readonly path?: unknown;
  readonly locations?: unknown;
}

/** What a subgraph has put into words already is passed on; anything else is put into words here. */
export function outwardErrors(errors: readonly unknown[], isLive: boolean): readonly OutwardError[] {
  return errors.map((error) => {
    const outward = inWords(error as OutwardError);
    return isLive ? withoutSuggestions(outward) : outward;
  });
}

function inWords(error: OutwardError): OutwardError {
  const { extensions, message, path, locations } = error;
  if (extensions?.reason === undefined) return formatError(error) as OutwardError;
  return {
    message,
    extensions,
    ...(path === undefined ? {} : { path }),
    ...(locations === undefined ? {} : { locations }),
  };
}

const suggestion = / Did you mean (?:the )?[^?]*\?/g;

/** "Did you mean …" tells the names of the schema one by one to whoever asks for it with small mistakes. */
function withoutSuggestions(error: OutwardError): OutwardError {
  if (!suggestion.test(error.message)) return error;
  suggestion.lastIndex = 0;
  return JSON.parse(JSON.stringify(error).replace(suggestion, '')) as OutwardError;
}
