import { Command } from 'commander';
import type { LineOptions } from './play-story.js';
import type { ScheduleOptions } from './show-terms.js';

/** `fanxing schedule`: what a loan asks for, by the code of the services. */
export function scheduleCommand(): Command {
  return new Command('schedule')
    .description('the instalments of a loan with its annual rates; needs no running platform')
    .option('--terms <file>', 'the terms as JSON; - is standard input', '-')
    .option('--json', 'one JSON document on standard output')
    .addHelpText(
      'after',
      `
The terms: {"principal":"100000.00","currency":"CNY","annualRate":"0.18" or "dailyRate":"0.0005","dayCount":"ACT/365",
  "method":"equal-instalment|equal-principal|interest-only|bullet|flat|balloon|step-up","periods":12,
  "every":{"unit":"day|week|month","count":1},"disbursedOn":"2026-01-31", and more: an error names what there is}

Example:
  npx fanxing schedule --terms terms.json --json`,
    )
    .action(async (options: ScheduleOptions) => (await import('./show-terms.js')).showTerms(options));
}

/** `fanxing line`: what becomes of a revolving line, day by day. */
export function lineCommand(): Command {
  return new Command('line')
    .description('a revolving line played day by day; needs no running platform')
    .option('--story <file>', 'the story as JSON; - is standard input', '-')
    .option('--json', 'one JSON document on standard output')
    .addHelpText(
      'after',
      `
The story: {"limit":"300000.00","currency":"CNY","dailyRate":"0.0005","dayCount":"ACT/365","openedOn":"2026-01-01",
  "events":[{"on":"2026-01-02","draw":"10000.00"},{"on":"2026-01-09","repay":"4000.00"}],"asOf":"2026-03-31"}

Example:
  npx fanxing line --story story.json --json`,
    )
    .action(async (options: LineOptions) => (await import('./play-story.js')).playStory(options));
}
