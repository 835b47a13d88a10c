import { BorrowerReader, type FolderBorrower } from './borrower-reader.js';
import { CsvFile } from './csv/csv-file.js';
import { findFile } from './csv/find-file.js';
import { EventReader, type FolderEvent } from './events/event-reader.js';
import { eventNamespaces } from './events/event-id.js';
import type { BankManifest } from './manifest/manifest.js';
import { readManifest } from './manifest/read-manifest.js';
import { OutcomeReader, type FolderOutcome } from './outcome-reader.js';
import type { CsvFiles } from './rows/row-source.js';
import { SkipTally, type SkippedReport } from './skipped.js';
import { trainSplit } from './split.js';

export interface BankFolderLocation {
  /** The folder of `bank.json`. */
  readonly manifestFolder: string;
  /** Where its files are looked for first; then beside the manifest. */
  readonly filesFolder?: string;
}

/** What the manifest says of the bank itself. */
export interface BankDescription {
  readonly name: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly minimumEvents: number;
  readonly protectedAttributes: readonly string[];
  /** What its customers' attributes and its kinds of events are called. */
  readonly attributeNames: readonly string[];
  readonly eventKinds: readonly string[];
}

/** A bank's customers with what they did and what became of them. Every reading streams its files anew. */
export interface BankFolder {
  readonly manifest: BankDescription;
  borrowers(): AsyncIterable<FolderBorrower>;
  events(): AsyncIterable<FolderEvent>;
  outcomes(): AsyncIterable<FolderOutcome>;
  /** Whether the scorecard is fitted on this borrower. */
  isTrain(borrowerId: string): boolean;
  /** The rows that the latest readings left out, by reason. */
  skipped(): SkippedReport;
}

const minimumEventsDefault = 6;

/**
 * Opens a bank's folder: reads the manifest, finds its files and checks every column that it names against their
 * headers, before any row is read. Fails with INPUT_INVALID (or CURRENCY_UNKNOWN, TIME_ZONE_UNKNOWN) whose path is the
 * manifest's key. Bad rows fail nothing: they are left out and counted in {@link BankFolder.skipped}.
 */
export async function openBankFolder(location: BankFolderLocation): Promise<BankFolder> {
  const manifest = await readManifest(location.manifestFolder);
  const files = await openFiles(manifest, location);
  const isTrain = trainSplit(manifest.split.train);
  const borrowers = new BorrowerReader(files, manifest.borrower);
  const namespaces = eventNamespaces(manifest.events);
  const events = manifest.events.map(
    (source, index) =>
      new EventReader(files, source, manifest.timeZone, namespaces[index] ?? '', `bank.json/events/${index}`),
  );
  const outcomes = new OutcomeReader(files, manifest.outcome, manifest.timeZone);
  const tallies = { borrowers: new SkipTally(), events: new SkipTally(), outcomes: new SkipTally() };

  return {
    manifest: {
      name: manifest.name,
      currency: manifest.currency,
      timeZone: manifest.timeZone,
      minimumEvents: manifest.minimumEvents ?? minimumEventsDefault,
      protectedAttributes: manifest.protected ?? [],
      attributeNames: Object.keys(manifest.borrower.attributes),
      eventKinds: [...new Set(manifest.events.map(({ kind }) => kind))],
    },
    async *borrowers() {
      tallies.borrowers = new SkipTally();
      yield* borrowers.borrowers(tallies.borrowers);
    },
    async *events() {
      tallies.events = new SkipTally();
      const tally = tallies.events;
      const ids = await borrowers.ids();
      for (const reader of events) yield* reader.events(ids, tally);
    },
    async *outcomes() {
      tallies.outcomes = new SkipTally();
      yield* outcomes.outcomes(await borrowers.ids(), tallies.outcomes);
    },
    isTrain,
    skipped: () => ({
      borrowers: tallies.borrowers.report(),
      events: tallies.events.report(),
      outcomes: tallies.outcomes.report(),
    }),
  };
}

async function openFiles(manifest: BankManifest, location: BankFolderLocation): Promise<CsvFiles> {
  const folders = [...new Set([location.filesFolder ?? location.manifestFolder, location.manifestFolder])];
  const files = new Map<string, CsvFile>();
  for (const [alias, { path, delimiter = ',' }] of Object.entries(manifest.files)) {
    files.set(alias, await CsvFile.open(alias, path, await findFile(path, folders, alias), delimiter));
  }
  return files;
}
