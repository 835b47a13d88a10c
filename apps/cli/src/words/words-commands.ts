import { Command, InvalidArgumentError } from 'commander';
import { given } from '../given-options.js';
import type { FeatureOptions } from './show-features.js';
import type { SocialFileOptions } from './show-social.js';

/** `fanxing words …`: what people's own texts say, from files; no platform needs to run. */
export function wordsCommands(): Command {
  const words = new Command('words')
    .description("features of people's own texts, in Chinese and English")
    .addHelpText('after', '\nExample:\n  npx fanxing words features --text posts.txt --json');
  words.addCommand(featuresCommand());
  words.addCommand(socialCommand());
  return words;
}

function featuresCommand(): Command {
  return new Command('features')
    .description(
      'length, rhythm, topics, regularity, sentiment and commercial intent, with the words behind them',
    )
    .option('--text <file>', 'one text; .json is a list of texts, .ndjson one a line; - is standard input')
    .option('--json', 'one JSON document on standard output')
    .addHelpText(
      'after',
      `
A text of a list is "…" or {"text":"…"}, in the order in which they were written. Words that stand for a protected attribute
(gender, family, age, health, religion, region and others) are behind no feature; they are listed as screened.

Example:
  npx fanxing words features --text posts.txt --json`,
    )
    .action(async (options: Partial<FeatureOptions>) =>
      (await import('./show-features.js')).showFeatures(given(options, 'text') as FeatureOptions),
    );
}

function socialCommand(): Command {
  return new Command('social')
    .description('activity, regularity, reciprocity and breadth of what people post and write to each other')
    .option('--acts <file>', 'one act a line; - is standard input')
    .option('--as-of <instant>', 'the moment of the decision; nothing at or after it counts')
    .option('--days <count>', 'how far back is looked (default: 90)', wholeDays)
    .option('--json', 'one JSON document on standard output')
    .addHelpText(
      'after',
      `
An act: {"at":"2026-03-01T09:00:00+08:00","kind":"posted"} or {"at":…,"kind":"wrote"|"received","counterpart":"a pseudonym"}

Example:
  npx fanxing words social --acts acts.ndjson --as-of 2026-04-01T00:00:00+08:00 --json`,
    )
    .action(async (options: Partial<SocialFileOptions>) =>
      (await import('./show-social.js')).showSocial(given(options, 'acts', 'asOf') as SocialFileOptions),
    );
}

function wholeDays(text: string): number {
  const days = Number(text);
  if (/^\d{1,4}$/.test(text) && days > 0) return days;
  throw new InvalidArgumentError('It must be a whole number of days from 1 to 9999.');
}
