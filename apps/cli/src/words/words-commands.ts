import { Command, InvalidArgumentError, Option } from 'commander';
import { given } from '../given-options.js';
import type { FeatureOptions } from './show-features.js';
import type { ScoreOptions } from './score-words.js';
import type { SocialFileOptions } from './show-social.js';
import type { TrainOptions } from './train-words.js';

/** `fanxing words …`: what people's own texts say, from files; no platform needs to run. */
export function wordsCommands(): Command {
  const words = new Command('words')
    .description("features of people's own texts, in Chinese and English")
    .addHelpText('after', '\nExample:\n  npx fanxing words features --text posts.txt --json');
  words.addCommand(featuresCommand());
  words.addCommand(socialCommand());
  words.addCommand(trainCommand());
  words.addCommand(scoreCommand());
  return words;
}

function featuresCommand(): Command {
  return new Command('features')
    .description(
      'length, rhythm, topics, regularity, sentiment and commercial intent, with the words behind them',
    )
    .option('--text <file>', 'one text; .json is a list of texts, .ndjson one a line; - is standard input')
    .option('--draw <file>', 'also draw what the texts are about, as SVG')
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

function trainCommand(): Command {
  return new Command('train')
    .description('fit a linear model to texts with known outcomes; protected words are in none')
    .option('--data <file>', 'CSV with a header; - is standard input')
    .option('--text <column>', 'what people wrote')
    .option('--target <column>', 'what became of them: 1 is bad, 0 is good')
    .option('--figures <columns>', 'numbers beside the words, separated by commas', columnNames)
    .addOption(new Option('--kind <kind>', 'which').choices(['logistic', 'linear-svm']).default('logistic'))
    .option('--seed <number>', 'how rows are dealt into folds (default: 1)', wholeNumber)
    .option('--out <file>', 'where to; - is standard output')
    .option('--json', 'errors as one JSON document on standard output')
    .addHelpText(
      'after',
      '\nExample:\n  npx fanxing words train --data loans.csv --text desc --target bad --out model.json',
    )
    .action(async (options: Partial<TrainOptions>) =>
      (await import('./train-words.js')).trainWords(
        given(options, 'data', 'text', 'target', 'out') as TrainOptions,
      ),
    );
}

function scoreCommand(): Command {
  return new Command('score')
    .description('the probability of a bad outcome for each text, with what each word adds')
    .option('--model <file>', 'as `words train` wrote it')
    .option('--data <file>', 'CSV with a header, with the columns of the figures too; - is standard input')
    .option('--text <column>', 'what people wrote')
    .option('--draw <folder>', 'also draw what each word adds, as text-1.svg and so on, of at most 100 rows')
    .option('--json', 'one JSON document on standard output, with every contribution')
    .addHelpText(
      'after',
      '\nExample:\n  npx fanxing words score --model model.json --data loans.csv --text desc --json',
    )
    .action(async (options: Partial<ScoreOptions>) =>
      (await import('./score-words.js')).scoreWords(given(options, 'model', 'data', 'text') as ScoreOptions),
    );
}

function columnNames(text: string): string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.every((name) => name !== '') && new Set(names).size === names.length) return names;
  throw new InvalidArgumentError('It must be names of columns, each once, such as income,amount.');
}

function wholeNumber(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number.');
}

function wholeDays(text: string): number {
  const days = Number(text);
  if (/^\d{1,4}$/.test(text) && days > 0) return days;
  throw new InvalidArgumentError('It must be a whole number of days from 1 to 9999.');
}
