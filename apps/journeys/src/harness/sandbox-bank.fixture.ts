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

/** The bank's own book: what it has really done. */
export async function bankBook(platform: RunningPlatform): Promise<BookedPayment[]> {
  const response = await fetch(`${platform.ready.urls.sandboxBank}/book`);
  return (await response.json()) as BookedPayment[];
}
