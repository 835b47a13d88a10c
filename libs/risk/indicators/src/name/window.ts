import type { Indicator } from './indicator.js';

export type Window = Pick<Indicator, 'windowDays' | 'lagDays' | 'againstDays'>;

const lengthPattern = 'all|[1-9]\\d{0,3}d';
const pattern = new RegExp(`^(${lengthPattern})(?:@([1-9]\\d{0,3})d|/(${lengthPattern}))?$`);

/**
 * `30d` are the 30 days before the decision, `all` is the whole history, `30d@90d` the 30 days that end 90 days before
 * the decision, and `30d/90d` the figure of 30 days divided by that of 90.
 */
export function parseWindow(token: string): Window | undefined {
  const match = pattern.exec(token);
  if (!match) return undefined;
  const [, length = '', lag, against] = match;
  if (length === against) return undefined;
  return {
    windowDays: daysOf(length),
    lagDays: lag === undefined ? 0 : Number(lag),
    againstDays: against === undefined ? undefined : daysOf(against),
  };
}

export function formatWindow({ windowDays, lagDays, againstDays }: Window): string {
  const against = againstDays === undefined ? '' : `/${lengthText(againstDays)}`;
  return `${lengthText(windowDays)}${lagDays === 0 ? '' : `@${lagDays}d`}${against}`;
}

function daysOf(length: string): number | null {
  return length === 'all' ? null : Number(length.slice(0, -1));
}

function lengthText(days: number | null): string {
  return days === null ? 'all' : `${days}d`;
}
