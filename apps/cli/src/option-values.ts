import { InvalidArgumentError } from 'commander';

/** The value of an option that is a day, such as `--on 2026-11-30`. */
export function day(text: string): string {
  // The parser of dates takes 30 February for 2 March.
  const moment = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : NaN;
  if (!Number.isNaN(moment) && new Date(moment).toISOString().startsWith(text)) return text;
  throw new InvalidArgumentError('It must be a day such as 2026-11-30.');
}
