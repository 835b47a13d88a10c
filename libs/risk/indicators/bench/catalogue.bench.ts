import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { parseInstant, type Instant } from '@fanxing/kernel';
import { compileIndicators, historyOf, standardCatalogue, type IndicatorEvent } from '../src/index.js';
import { asOf, richBorrower } from './rich-borrower.fixture.js';

jest.setTimeout(900_000);

const names = [...standardCatalogue()];
const compiled = compileIndicators(names);

/** Remembers of every indicator whether it ever changed, and a fingerprint of all its figures. */
class Fingerprints {
  private readonly first = new Float64Array(names.length);
  private readonly changed = new Uint8Array(names.length);
  private readonly low = new Uint32Array(names.length);
  private readonly high = new Uint32Array(names.length);
  private rows = 0;

  add(figures: Float64Array): void {
    const bits = new Uint32Array(figures.slice().buffer);
    figures.forEach((figure, place) => {
      if (this.rows === 0) this.first[place] = figure;
      else if (!Object.is(figure, this.first[place])) this.changed[place] = 1;
      const both =
        Math.imul(bits[place * 2] ?? 0, 0x9e3779b1) ^ Math.imul(bits[place * 2 + 1] ?? 0, 0x85ebca77);
      this.low[place] = Math.imul((this.low[place] ?? 0) ^ both, 0xc2b2ae3d) + 1;
      this.high[place] =
        Math.imul((this.high[place] ?? 0) ^ (both >>> 7) ^ (bits[place * 2] ?? 0), 0x27d4eb2f) + 3;
    });
    this.rows += 1;
  }

  different(): number {
    const seen = new Set<string>();
    names.forEach((_, place) => {
      if (this.changed[place] === 1) seen.add(`${this.low[place]} ${this.high[place]}`);
    });
    return seen.size;
  }
}

it('gives more than 100,000 different, changing figures on rich histories', () => {
  const prints = new Fingerprints();
  for (let seed = 1; seed <= 40; seed += 1) {
    prints.add(compiled.figures(historyOf(richBorrower(seed, 2_500, 0.6)), asOf));
  }
  process.stdout.write(
    `rich histories: ${prints.different()} of ${names.length} differ pairwise and are not constant\n`,
  );
  expect(prints.different()).toBeGreaterThan(100_000);
});

/** The bank's files do not ship: `BERKA=FOLDER npm run bench -- catalogue` names where they are. */
const folder = process.env['BERKA'];

it('gives more than 30,000 on the Berka accounts whose whole history is known, if they are here', async () => {
  if (folder === undefined)
    return void process.stdout.write('Berka: its files are not here (BERKA=FOLDER)\n');
  const histories = new Map<string, { readonly asOf: Instant; readonly events: IndicatorEvent[] }>();
  for await (const loan of rowsOf('loan.csv.gz')) {
    if (loan['full_history_to_loan'] !== '1') continue;
    histories.set(loan['account_id'] ?? '', { asOf: parseInstant(`${loan['date']}T00:00:00Z`), events: [] });
  }
  for await (const row of rowsOf('trans.csv.gz')) {
    histories.get(row['account_id'] ?? '')?.events.push(eventOf(row));
  }
  const prints = new Fingerprints();
  for (const { asOf: moment, events } of histories.values()) {
    prints.add(compiled.figures(historyOf(events), moment));
  }
  process.stdout.write(
    `Berka, ${histories.size} accounts: ${prints.different()} differ pairwise and are not constant\n`,
  );
  expect(prints.different()).toBeGreaterThan(30_000);
});

const channels: Readonly<Record<string, string>> = {
  VKLAD: 'cash',
  VYBER: 'cash',
  'PREVOD NA UCET': 'transfer',
  'PREVOD Z UCTU': 'transfer',
  'VYBER KARTOU': 'card',
};

function eventOf(row: Readonly<Record<string, string>>): IndicatorEvent {
  return {
    id: row['trans_id'] ?? '',
    borrowerId: row['account_id'] ?? '',
    kind: 'payment',
    at: parseInstant(`${row['date']}T00:00:00Z`),
    amountMinor: BigInt(Math.round(Number(row['amount']) * 100)),
    currency: 'CZK',
    direction: row['type'] === 'PRIJEM' ? 'in' : 'out',
    counterparty: row['account'] ? `${row['bank']} ${row['account']}` : null,
    channel: channels[row['operation'] ?? ''] ?? null,
    fields: { balance: Number(row['balance']) },
  };
}

async function* rowsOf(file: string): AsyncGenerator<Record<string, string>> {
  let header: string[] | undefined;
  const input = createReadStream(join(folder ?? '', file)).pipe(createGunzip());
  for await (const line of createInterface({ input })) {
    const cells = line.split(',');
    if (!header) header = cells;
    else yield Object.fromEntries(header.map((name, place) => [name, cells[place] ?? '']));
  }
}
