import pg from 'pg';
import type { RunningPlatform } from './running-platform.fixture.js';

export interface BookedPayment {
  readonly reference: string;
  readonly amount: string;
  readonly currency: string;
  readonly status: string;
}

/** Tells the bank how to misbehave from now on; nothing given: not at all. */
export async function misbehave(
  platform: RunningPlatform,
  faults: Record<string, number> = {},
): Promise<void> {
  const response = await fetch(`${platform.ready.urls.sandboxBank}/faults`, {
    method: 'PUT',
    body: JSON.stringify(faults),
  });
  if (!response.ok) throw new Error(`the bank did not take the faults: ${await response.text()}`);
}

/** The bank's own book: what it has really done. On a platform that journeys share, without what it did for other journeys' loans. */
export async function bankBook(platform: RunningPlatform): Promise<BookedPayment[]> {
  const response = await fetch(`${platform.ready.urls.sandboxBank}/book`);
  const book = (await response.json()) as BookedPayment[];
  if (!platform.ownSlugs) return book;
  const others = await othersLoans(platform.ready.databaseUrl, platform.ownSlugs);
  return book.filter(({ reference }) => !others.has(reference));
}

async function othersLoans(databaseUrl: string, ownSlugs: readonly string[]): Promise<Set<string>> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ id: string }>(
      `SELECT id FROM lending.loan WHERE tenant_id NOT IN (SELECT named_tenant_id FROM tenant.slug WHERE slug = ANY ($1))`,
      [ownSlugs],
    );
    return new Set(rows.map(({ id }) => id));
  } finally {
    await client.end();
  }
}
