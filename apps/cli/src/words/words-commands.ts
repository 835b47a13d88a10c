import { Command } from 'commander';
import { given } from '../given-options.js';
import type { FeatureOptions } from './show-features.js';

/** `fanxing words …`: what people's own texts say, from files; no platform needs to run. */
export function wordsCommands(): Command {
  const words = new Command('words')
    .description("features of people's own texts, in Chinese and English")
    .addHelpText('after', '\nExample:\n  npx fanxing words features --text posts.txt --json');
  words.addCommand(featuresCommand());
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
