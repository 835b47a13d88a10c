import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { addDays, parseBusinessDate, type BusinessDate } from '@fanxing/kernel';
import type { DayTakings } from '../src/index.js';

/** A merchant's payments a day, read as takings of one yuan each. */
export interface Merchant {
  readonly id: string;
  /** One third of the merchants, by a hash of the id: nothing is fitted to them. */
  readonly isHeldOut: boolean;
  readonly payments: ReadonlyMap<BusinessDate, number>;
}

/** Merchants of the folder that `KOUBEI` names (`shop_id,date,pay_count` in daily_pay_count.csv.gz); null when it is not there. */
export function readMerchants(): readonly Merchant[] | null {
  const file = join(process.env['KOUBEI'] ?? '', 'daily_pay_count.csv.gz');
  if (!process.env['KOUBEI'] || !existsSync(file)) return null;
  const merchants = new Map<string, Map<BusinessDate, number>>();
  const [, ...lines] = gunzipSync(readFileSync(file)).toString('utf8').trim().split('\n');
  for (const line of lines) {
    const [id = '', on = '', count = ''] = line.split(',');
    const payments = merchants.get(id) ?? new Map<BusinessDate, number>();
    merchants.set(id, payments.set(parseBusinessDate(on), Number(count)));
  }
  return [...merchants].map(([id, payments]) => ({ id, isHeldOut: isHeldOut(id), payments }));
}

function isHeldOut(id: string): boolean {
  const hash = createHash('sha256').update(`tune:${id}`).digest('hex');
  return Number.parseInt(hash.slice(0, 8), 16) % 3 === 0;
}

/** What was known on the morning of a day: every figure before it. The day before is given even if nothing was recorded. */
export function takingsBefore({ payments }: Merchant, origin: BusinessDate): DayTakings[] {
  const known = [...payments].filter(([on]) => on < origin).sort(([one], [other]) => (one < other ? -1 : 1));
  const days = known.map(([on, count]) => ({ on, minor: BigInt(count) * 100n }));
  const yesterday = addDays(origin, -1);
  if (days.length > 0 && days.at(-1)!.on < yesterday) days.push({ on: yesterday, minor: 0n });
  return days;
}
