import type { Tenant } from '../harness/a-tenant.fixture.js';
import type { RunningPlatform } from '../harness/running-platform.fixture.js';

export interface State {
  readonly id: string;
  readonly path: string;
  readonly status: string;
  readonly receivedBytes: number;
  readonly rows: number;
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: number;
}

export const shown = 'id path status receivedBytes rows accepted duplicates rejected';

export interface Refusal {
  readonly extensions: { readonly reason: string; readonly details: Record<string, unknown> };
}

/** How a bank sends files of events to a platform, and asks what came of them. */
export function filesSentTo(platform: RunningPlatform, bank: () => Tenant) {
  const begin = (name: string, format = 'NDJSON') =>
    bank().lender.do<State>('beginEventUpload', { idempotencyKey: name, source: 'core', format }, shown);

  const stateOf = async ({ id }: State) =>
    (
      await bank().lender.ask<{ eventUpload: State }>(
        `query ($id: ID!) { eventUpload(id: $id) { ${shown} } }`,
        {
          id,
        },
      )
    ).eventUpload;

  async function put({ path }: State, body: string | Buffer, offset: number, isLast: boolean) {
    const response = await fetch(`${platform.ready.urls.gateway}${path}`, {
      method: 'PUT',
      headers: {
        authorization: await bank().lender.authorization(),
        'content-type': 'application/octet-stream',
        'upload-offset': String(offset),
        ...(isLast && { 'upload-complete': '?1' }),
      },
      body: new Uint8Array(Buffer.from(body)),
    });
    return { status: response.status, answer: (await response.json()) as State & { errors?: Refusal[] } };
  }

  const rejectedOf = async ({ id }: State, afterRow = 0) =>
    (
      await bank().lender.ask<{ rejectedRows: { row: number; reason: string; field: string | null }[] }>(
        'query ($id: ID!, $after: Float) { rejectedRows(uploadId: $id, afterRow: $after, first: 4) { row reason field message messageZh } }',
        { id, after: afterRow },
      )
    ).rejectedRows;

  return { begin, stateOf, put, rejectedOf };
}
