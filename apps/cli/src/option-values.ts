import { InvalidArgumentError } from 'commander';

/** The value of an option that is a day, such as `--on 2026-11-30`. */
export function day(text: string): string {
  // The parser of dates takes 30 February for 2 March.
  const moment = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : NaN;
  if (!Number.isNaN(moment) && new Date(moment).toISOString().startsWith(text)) return text;
  throw new InvalidArgumentError('It must be a day such as 2026-11-30.');
}

/** The value of an option that is a moment with its offset, such as `--as-of 2026-11-28T08:00:00+08:00`, in UTC. */
export function instant(text: string): string {
  const ms = /^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:\d{2})$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms)) throw new InvalidArgumentError('It must be a moment such as 2026-11-01T00:00:00Z.');
  return new Date(ms).toISOString();
}
