import { aLine } from './a-loan.fixture.js';
import { yuan } from './a-loan.fixture.js';
import type { Tenant } from './a-tenant.fixture.js';
import { findings, queryAll } from './auditor.fixture.js';
import type { ApiError } from './caller.fixture.js';
import { eventually } from './eventually.fixture.js';
import type { RunningPlatform } from './running-platform.fixture.js';
import { seededRandom } from './seeded.fixture.js';

export interface WantedDraw {
  readonly key: string;
  readonly lineId: string;
  readonly amount: string;
}

/** What a request for a drawdown came to: a loan, a refusal, or a connection that broke off. */
export type DrawAnswer =
  | { readonly kind: 'LOAN'; readonly loan: DrawAnswerLoan }
  | { readonly kind: 'REFUSED'; readonly error: ApiError }
  | { readonly kind: 'NO_ANSWER' };

export interface DrawAnswerLoan {
  readonly id: string;
  readonly status: string;
  readonly principal: { readonly amount: string };
  readonly drawnOn: string;
  readonly dueOn: string;
  readonly creditLine: { readonly id: string };
}

export async function someLines(tenant: Tenant, count: number, name: string): Promise<string[]> {
  const lines = await Promise.all(
    Array.from({ length: count }, (_, index) => aLine(tenant, `${name}-${index}`)),
  );
  return lines.map(({ lineId }) => lineId);
}

/** Draws of 100.00 to 400.00 with odd cents, spread over the lines; the same seed gives the same ones. */
export function wantedDraws(lineIds: readonly string[], count: number, seed: number): WantedDraw[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, index) => ({
    key: `draw ${seed} ${index}`,
    lineId: lineIds[index % lineIds.length] ?? '',
    amount: (100 + Math.floor(random() * 30_000) / 100).toFixed(2),
  }));
}

const drawText = `mutation ($input: DrawDownInput!) {
  drawDown(input: $input) { id status principal { amount } drawnOn dueOn creditLine { id } }
}`;

/** Never fails: what went wrong is an answer too. */
export async function tryToDraw(
  { lender }: Tenant,
  { key, lineId, amount }: WantedDraw,
): Promise<DrawAnswer> {
  const input = { idempotencyKey: key, creditLineId: lineId, amount: yuan(amount) };
  try {
    const { data, errors } = await lender.send<{ drawDown: DrawAnswerLoan }>(drawText, { input });
    const [error] = errors;
    if (error) return { kind: 'REFUSED', error };
    return data ? { kind: 'LOAN', loan: data.drawDown } : { kind: 'NO_ANSWER' };
  } catch {
    return { kind: 'NO_ANSWER' };
  }
}

export interface StoredLoan {
  readonly id: string;
  readonly status: string;
  readonly failure: string | null;
}

/** All loans as the database has them, by id. */
export async function storedLoans(platform: RunningPlatform): Promise<Map<string, StoredLoan>> {
  const rows = await queryAll<StoredLoan>(platform, 'SELECT id, status, failure FROM lending.loan');
  return new Map(rows.map((row) => [row.id, row]));
}

/** Waits until no drawdown is on its way any more. Fails with those that are left. */
export async function untilNoneIsOnItsWay(platform: RunningPlatform, patienceMs = 30_000): Promise<void> {
  const underWay = async (): Promise<unknown[]> =>
    queryAll(
      platform,
      "SELECT id, status, requested_at::text FROM lending.loan WHERE status IN ('PENDING', 'DISBURSING')",
    );
  await eventually(patienceMs, async () => ((await underWay()).length === 0 ? true : undefined)).catch(
    async () => {
      throw new Error(`still on their way after ${patienceMs} ms: ${JSON.stringify(await underWay())}`);
    },
  );
}

/** What the auditor finds once events and jobs had a moment to follow; an empty list is what is wanted. */
export async function findingsInTheEnd(platform: RunningPlatform, patienceMs = 20_000): Promise<string[]> {
  await eventually(patienceMs, async () =>
    (await findings(platform)).length === 0 ? true : undefined,
  ).catch(() => undefined);
  return findings(platform);
}
