/** The same five million events, made twice: in shared columns here, and by SQL there. */
export interface SharedColumns {
  readonly ms: Float64Array;
  readonly direction: Uint8Array;
  readonly channel: Int32Array;
  readonly counterparty: Int32Array;
  readonly amount: Float64Array;
  readonly currency: Int32Array;
}

const secondsApart = 63_072;

export function shared(rows: number): SharedColumns {
  const bytes = (each: number): SharedArrayBuffer => new SharedArrayBuffer(rows * each);
  return {
    ms: new Float64Array(bytes(8)),
    direction: new Uint8Array(bytes(1)),
    channel: new Int32Array(bytes(4)),
    counterparty: new Int32Array(bytes(4)),
    amount: new Float64Array(bytes(8)),
    currency: new Int32Array(bytes(4)),
  };
}

export function fillColumns(
  columns: SharedColumns,
  borrowers: number,
  eventsEach: number,
  asOfMs: number,
): void {
  for (let row = 0; row < borrowers * eventsEach; row += 1) {
    const hash = Math.imul(row, 2_654_435_761) >>> 0;
    const mixed = Math.imul(hash ^ (hash >>> 15), 1_103_515_245) >>> 0;
    const back = (eventsEach - (row % eventsEach)) * secondsApart - ((mixed >>> 11) % 60_000);
    columns.ms[row] = asOfMs - back * 1_000;
    columns.direction[row] = 1 + ((mixed >>> 3) & 1);
    columns.channel[row] = (mixed >>> 7) % 5;
    columns.amount[row] = ((mixed >>> 9) % 100_000) + 1;
  }
}

export function madeRows(borrowers: number, eventsEach: number, asOfMs: number): string {
  return `SELECT row // ${eventsEach} AS borrower,
      ${asOfMs} - ((${eventsEach} - row % ${eventsEach}) * ${secondsApart} - ((mixed >> 11) % 60000)) * 1000 AS ms,
      (1 + ((mixed >> 3) & 1))::UTINYINT AS direction,
      ((mixed >> 7) % 5)::UTINYINT AS channel,
      ((mixed >> 9) % 100000) + 1 AS amount
    FROM (SELECT row, (xor(hash, hash >> 15) * 1103515245) % 4294967296 AS mixed
      FROM (SELECT range AS row, (range * 2654435761) % 4294967296 AS hash FROM range(${borrowers * eventsEach})))`;
}
