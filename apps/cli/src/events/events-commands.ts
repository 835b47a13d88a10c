import { Command, Option } from 'commander';
import { given } from '../given-options.js';
import type { RejectionsOptions } from './list-rejections.js';
import type { QualityOptions } from './measure-quality.js';
import type { UploadOptions } from './upload-events.js';

/** `fanxing events …`: a bank's events on their way into a running platform. */
export function eventsCommands(): Command {
  const events = new Command('events')
    .description("bring a bank's events into a running platform")
    .addHelpText('after', '\nExample:\n  npx fanxing events upload payments.ndjson --token-file token');
  events.addCommand(
    new Command('upload')
      .description(
        'send a file of events (NDJSON, CSV or Parquet) of any length; begun again with the same file it goes on where it was broken off',
      )
      .argument('<file>', 'the file; its ending says what it is (.ndjson, .jsonl, .csv or .parquet)')
      .option('--token-file <file>', 'a file with the access token of whoever may send events')
      .option('--source <name>', "which of the bank's systems the events come from", 'file')
      .option('--rejected <file>', 'write why rows were not taken into this file (NDJSON)')
      .addOption(new Option('--format <format>', 'what the file is').choices(['ndjson', 'csv', 'parquet']))
      .option('--data-dir <folder>', "the platform's data folder (default: FANXING_DATA_DIR, else .fanxing)")
      .option('--json', 'one JSON document on standard output')
      .addHelpText(
        'after',
        '\nExample:\n  npx fanxing events upload payments.csv --token-file token --rejected rejected.ndjson',
      )
      .action(async (file: string, options: Partial<UploadOptions>) =>
        (await import('./upload-events.js')).uploadEvents(file, given(options, 'tokenFile') as UploadOptions),
      ),
  );
  events.addCommand(
    new Command('rejections')
      .description('write why rows of an uploaded file were not taken, one JSON object a line')
      .argument('<upload>', 'the id of the upload, as events upload --json tells it')
      .option('--token-file <file>', 'a file with the access token of whoever may send events')
      .option('--out <file>', 'write into this file instead of standard output')
      .option('--data-dir <folder>', "the platform's data folder (default: FANXING_DATA_DIR, else .fanxing)")
      .addHelpText(
        'after',
        '\nExample:\n  npx fanxing events rejections eupload_01ARZ3NDEKTSV4RRFFQ69G5FAV --token-file token --out rejected.ndjson',
      )
      .action(async (upload: string, options: Partial<RejectionsOptions>) =>
        (await import('./list-rejections.js')).listRejections(
          upload,
          given(options, 'tokenFile') as RejectionsOptions,
        ),
      ),
  );
  events.addCommand(
    new Command('quality')
      .description(
        'say what a file of events is worth, offline: completeness, ranges, freshness, duplicates, drift, and whether it meets rules',
      )
      .option('--events <file>', 'the events, as they are uploaded (.ndjson, .jsonl or .csv)')
      .option('--as-of <instant>', 'the moment of the report; later events are refused')
      .option('--reference <file>', 'events of a time before, against which drift is measured')
      .option(
        '--rules <file>',
        'a JSON list of {kind, measure, field, lowest, highest, atLeast, atMost}; status 1 when one is not met',
      )
      .option('--json', 'one JSON document on standard output')
      .addHelpText(
        'after',
        '\nExample:\n  npx fanxing events quality --events payments.ndjson --as-of 2026-11-01T00:00:00Z --json',
      )
      .action(async (options: Partial<QualityOptions>) =>
        (await import('./measure-quality.js')).measureQuality(
          given(options, 'events', 'asOf') as QualityOptions,
        ),
      ),
  );
  return events;
}
