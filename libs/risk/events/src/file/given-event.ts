import { Fault } from '@fanxing/kernel';
import type { GivenEvent } from '../event/canonical-event.js';

const needed = ['id', 'borrowerId', 'kind', 'at'] as const;
const optional = ['amount', 'currency', 'direction', 'counterparty', 'channel', 'corrects'] as const;
const texts: ReadonlySet<string> = new Set([...needed, ...optional]);
const fieldPrefix = 'fields.';

/** Reads a line of NDJSON: an object with the names of `EventInput`. Fails with INPUT_INVALID. */
export function givenFromLine(line: string): GivenEvent {
  let row: unknown;
  try {
    row = JSON.parse(line.startsWith('\uFEFF') ? line.slice(1) : line);
  } catch {
    // What the parser says would quote the line, which is about a person.
    return refuse('the line is not JSON');
  }
  if (row === null || typeof row !== 'object' || Array.isArray(row)) return refuse('the line is no object');
  const values = row as Record<string, unknown>;
  if (!isGiven(values)) refuseShape(values);
  return values as unknown as GivenEvent;
}

/** Whether a row has the shape of an event, name by name: to go through its names costs as much as to read the line. */
function isGiven(values: Partial<Record<string, unknown>>): boolean {
  const { id, borrowerId, kind, at, fields } = values;
  const { amount, currency, direction, counterparty, channel, corrects } = values;
  return (
    typeof id === 'string' &&
    typeof borrowerId === 'string' &&
    typeof kind === 'string' &&
    typeof at === 'string' &&
    isOptional(amount) &&
    isOptional(currency) &&
    isOptional(direction) &&
    isOptional(counterparty) &&
    isOptional(channel) &&
    isOptional(corrects) &&
    Object.keys(values).length ===
      needed.length +
        there(fields) +
        there(amount) +
        there(currency) +
        there(direction) +
        there(counterparty) +
        there(channel) +
        there(corrects)
  );
}

function isOptional(value: unknown): boolean {
  return typeof value === 'string' || value === undefined || value === null;
}

function there(value: unknown): number {
  return value === undefined ? 0 : 1;
}

function refuseShape(values: Readonly<Record<string, unknown>>): never {
  for (const name in values)
    if (name !== 'fields' && !texts.has(name))
      refuse(`there is no "${name.slice(0, 64)}": what else is known goes into fields`);
  const text = needed.find((name) => typeof values[name] !== 'string');
  const wrong = text ?? optional.find((name) => !isOptional(values[name]));
  return refuse(`${wrong} must be a text`, wrong);
}

/** Reads the names of a CSV's columns: those of `EventInput`, and `fields.NAME`. Fails with INPUT_INVALID. */
export function columnsOf(record: string): string[] {
  const columns = cellsOf(record.replace(/^\uFEFF/, ''));
  const unknown = columns.find((name) => !texts.has(name) && !/^fields\.[A-Za-z]\w{0,63}$/.test(name));
  if (unknown !== undefined)
    refuse(`there is no column "${unknown.slice(0, 64)}": what else is known goes into fields.NAME`);
  const missing = needed.find((name) => !columns.includes(name));
  if (missing !== undefined) refuse(`the column ${missing} is missing`);
  if (new Set(columns).size !== columns.length) refuse('a column comes twice');
  return columns;
}

/**
 * Reads a row of a CSV. An empty cell is nothing; a field that is written as JSON writes a number is one, so that a text with zeros
 * before its digits stays as it is. Fails with INPUT_INVALID.
 */
export function givenFromRow(columns: readonly string[], record: string): GivenEvent {
  const cells = cellsOf(record);
  if (cells.length !== columns.length)
    return refuse(`the row has ${cells.length} cells where there are ${columns.length} columns`);
  const fields: Record<string, number | string> = {};
  const values: Record<string, unknown> = { fields };
  columns.forEach((name, index) => {
    const cell = cells[index] ?? '';
    if (cell === '') return;
    if (!name.startsWith(fieldPrefix)) values[name] = cell;
    else fields[name.slice(fieldPrefix.length)] = figure.test(cell) ? Number(cell) : cell;
  });
  for (const name of needed) if (values[name] === undefined) refuse(`${name} is missing`, name);
  return values as unknown as GivenEvent;
}

/** Digits that a number keeps: none before them that it would lose, and no more than it holds. */
const figure = /^-?(0|[1-9]\d{0,14})(\.\d{1,9})?$/;

function cellsOf(record: string): string[] {
  if (!record.includes('"')) return record.split(',');
  const cells: string[] = [];
  for (let at = 0; at <= record.length;) {
    if (record[at] !== '"') {
      const comma = record.indexOf(',', at);
      const end = comma === -1 ? record.length : comma;
      const cell = record.slice(at, end);
      if (cell.includes('"')) refuse('a quote stands inside a cell that does not begin with one');
      cells.push(cell);
      at = end + 1;
      continue;
    }
    let end = record.indexOf('"', at + 1);
    while (end !== -1 && record[end + 1] === '"') end = record.indexOf('"', end + 2);
    if (end === -1) return refuse('a quote is not closed');
    if (end + 1 < record.length && record[end + 1] !== ',') return refuse('a cell goes on after its quote');
    cells.push(record.slice(at + 1, end).replaceAll('""', '"'));
    at = end + 2;
  }
  return cells;
}

function refuse(problem: string, path?: string): never {
  throw new Fault('INPUT_INVALID', { problem }, path === undefined ? 'row' : `row.${path}`);
}
