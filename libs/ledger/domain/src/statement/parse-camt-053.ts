/**
 * ISO 20022 camt.053.001.08, the bank's statement of an account. Read as a stream of tags, so that memory grows with the lines
 * and not with the text. There is no reason for a document type in it: one is refused before anything that it declares could
 * mean something, and no entity is known but the five of XML itself.
 */
import { SaxesParser } from 'saxes';
import {
  Fault,
  parseBusinessDate,
  parseCurrency,
  type BusinessDate,
  type CurrencyCode,
} from '@fanxing/kernel';
import {
  daysOf,
  statementAmount,
  statementBytesMax,
  statementFault,
  statementLinesMax,
  statementReference,
  type BankStatement,
  type StatementLine,
} from './bank-statement.js';

const namespace = 'urn:iso:std:iso:20022:tech:xsd:camt.053.001.08';
const depthMax = 40;
const textMax = 4_096;
const chunkLength = 64 * 1024;

/** Reads every statement of a document. Fails with STATEMENT_INVALID. */
export function parseCamt053(text: string): BankStatement[] {
  if (text.length > statementBytesMax) throw statementFault('it is too large');
  const reader = new CamtReader();
  for (let at = 0; at < text.length; at += chunkLength) reader.write(text.slice(at, at + chunkLength));
  return reader.close();
}

/** One payment inside an entry, or the entry itself: what was found of it so far. */
interface Found {
  readonly texts: Map<string, string>;
  readonly details: Map<string, string>[];
}

/** Takes the document in parts of any size. */
export class CamtReader {
  private readonly parser = new SaxesParser({ xmlns: true });
  private readonly path: string[] = [];
  private text = '';
  private statement: StatementReading | undefined;
  private entry: Found | undefined;
  private details: Map<string, string> | undefined;
  private readonly statements: BankStatement[] = [];
  private lineCount = 0;

  constructor() {
    this.parser.on('error', () => {
      throw statementFault(`it is not well-formed XML at line ${this.parser.line}`);
    });
    this.parser.on('doctype', () => {
      throw statementFault('a document type is not allowed');
    });
    this.parser.on('opentag', (tag) => this.open(tag.local, tag.uri, tag.attributes));
    this.parser.on('text', (text) => this.hear(text));
    this.parser.on('cdata', (text) => this.hear(text));
    this.parser.on('closetag', (tag) => this.shut(tag.local));
  }

  write(chunk: string): void {
    this.parser.write(chunk);
  }

  close(): BankStatement[] {
    this.parser.close();
    if (this.statements.length === 0) throw statementFault('it holds no statement');
    return this.statements;
  }

  private open(name: string, uri: string, attributes: Readonly<Record<string, { value: string }>>): void {
    if (this.path.length === 0 && (name !== 'Document' || uri !== namespace))
      throw statementFault(`its root must be Document of ${namespace}`);
    if (this.path.length >= depthMax) throw statementFault('it is nested too deeply');
    this.path.push(name);
    this.text = '';
    const place = this.place();
    if (place === 'Document/BkToCstmrStmt/Stmt') this.statement = new StatementReading();
    else if (name === 'Ntry') this.entry = { texts: new Map(), details: [] };
    else if (name === 'TxDtls') this.details = new Map();
    if (name === 'Amt' || name === 'TxAmt') this.keep(`${this.inside()}@Ccy`, attributes['Ccy']?.value ?? '');
  }

  private hear(text: string): void {
    if (this.text.length + text.length > textMax) throw statementFault('a value is too long');
    this.text += text;
  }

  private shut(name: string): void {
    const value = this.text.trim();
    if (value !== '') this.keep(this.inside(), value);
    this.text = '';
    if (name === 'TxDtls' && this.entry && this.details) {
      this.entry.details.push(this.details);
      this.details = undefined;
    } else if (name === 'Ntry' && this.entry && this.statement) {
      for (const line of linesOf(this.entry, this.lineCount)) {
        this.lineCount += 1;
        if (this.lineCount > statementLinesMax)
          throw statementFault(`it has more than ${statementLinesMax} lines`);
        this.statement.lines.push(line);
      }
      this.entry = undefined;
    } else if (name === 'Bal') this.statement?.endBalance();
    else if (name === 'Stmt' && this.statement) {
      this.statements.push(this.statement.close());
      this.statement = undefined;
      this.lineCount = 0;
    }
    this.path.pop();
  }

  /** Keeps a value with the innermost thing that is being read. */
  private keep(path: string, value: string): void {
    if (this.details) this.details.set(path, value);
    else if (this.entry) this.entry.texts.set(path, value);
    else this.statement?.keep(path, value);
  }

  private place(): string {
    return this.path.join('/');
  }

  /** The path within the innermost thing that is being read. */
  private inside(): string {
    const start =
      ['TxDtls', 'Ntry', 'Bal', 'Stmt'].map((name) => this.path.lastIndexOf(name)).find((at) => at >= 0) ??
      -1;
    return this.path.slice(start + 1).join('/');
  }
}

/** A statement while it is read. */
class StatementReading {
  readonly lines: StatementLine[] = [];
  private readonly texts = new Map<string, string>();
  private balance = new Map<string, string>();
  private opening: bigint | undefined;
  private closing: bigint | undefined;

  keep(path: string, value: string): void {
    if (path.startsWith('Tp/') || ['Amt', 'Amt@Ccy', 'CdtDbtInd'].includes(path))
      this.balance.set(path, value);
    else this.texts.set(path, value);
  }

  endBalance(): void {
    const amount = signedAmount(this.balance, 'Amt');
    const code = this.balance.get('Tp/CdOrPrtry/Cd');
    if (code === 'OPBD' || (code === 'PRCD' && this.opening === undefined)) this.opening = amount?.minor;
    if (code === 'CLBD') this.closing = amount?.minor;
    this.balance = new Map();
  }

  close(): BankStatement {
    const reference = this.texts.get('Id');
    if (reference === undefined) throw statementFault('a statement has no Id');
    const moved = this.lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
    const days = this.lines.length > 0 ? daysOf(this.lines) : undefined;
    const from = dayOf(this.texts.get('FrToDt/FrDtTm')) ?? days?.from;
    const through = dayOf(this.texts.get('FrToDt/ToDtTm')) ?? days?.through;
    if (from === undefined || through === undefined)
      throw statementFault('a statement has neither a period nor an entry');
    return {
      reference: statementReference(reference, 0),
      account: this.texts.get('Acct/Id/IBAN') ?? this.texts.get('Acct/Id/Othr/Id') ?? null,
      from,
      through,
      isSigned: true,
      isBalanced:
        this.opening === undefined || this.closing === undefined
          ? null
          : this.opening + moved === this.closing,
      lines: this.lines,
    };
  }
}

/** The lines of one entry: a batch has one for each of its payments. What is not booked yet is left out. */
function linesOf({ texts, details }: Found, before: number): StatementLine[] {
  const status = texts.get('Sts/Cd') ?? texts.get('Sts');
  if (status !== 'BOOK') return [];
  const number = before + 1;
  const whole = signedAmount(texts, 'Amt');
  const bookedOn = dayOf(texts.get('BookgDt/Dt') ?? texts.get('BookgDt/DtTm'));
  if (!whole || !bookedOn) throw statementFault(`entry ${number} has no amount, direction or booking date`);
  const own = texts.get('NtryRef') ?? texts.get('AcctSvcrRef');
  const parts = details.length > 1 ? details.map((part) => partOf(part, texts.get('CdtDbtInd'))) : [];
  if (parts.length === 0 || parts.some((part) => part === undefined)) {
    const reference = referenceOf(details[0] ?? new Map()) ?? own ?? '';
    return [lineFrom(number, reference, bookedOn, whole)];
  }
  const amounts = parts.filter((part) => part !== undefined);
  if (amounts.reduce((sum, { minor }) => sum + minor, 0n) !== whole.minor)
    throw statementFault(`the payments of entry ${number} do not add up to it`);
  return amounts.map((amount, place) =>
    lineFrom(number + place, referenceOf(details[place] ?? new Map()) ?? own ?? '', bookedOn, amount),
  );
}

interface SignedAmount {
  readonly minor: bigint;
  readonly currency: CurrencyCode;
}

function lineFrom(
  line: number,
  reference: string,
  bookedOn: BusinessDate,
  amount: SignedAmount,
): StatementLine {
  return {
    line,
    reference: statementReference(reference, line),
    bookedOn,
    amountMinor: amount.minor,
    currency: amount.currency,
  };
}

/** The order's own name where there is one; NOTPROVIDED is the standard's word for none. */
function referenceOf(details: ReadonlyMap<string, string>): string | undefined {
  return ['EndToEndId', 'InstrId', 'TxId', 'PmtInfId', 'AcctSvcrRef']
    .map((name) => details.get(`Refs/${name}`))
    .find((text) => text !== undefined && text !== 'NOTPROVIDED');
}

function partOf(
  details: ReadonlyMap<string, string>,
  direction: string | undefined,
): SignedAmount | undefined {
  const path = details.has('Amt') ? 'Amt' : 'AmtDtls/TxAmt/Amt';
  return signedAmount(details, path, details.get('CdtDbtInd') ?? direction);
}

function signedAmount(
  texts: ReadonlyMap<string, string>,
  path: string,
  direction = texts.get('CdtDbtInd'),
): SignedAmount | undefined {
  const text = texts.get(path);
  if (text === undefined || (direction !== 'CRDT' && direction !== 'DBIT')) return undefined;
  return readable(() => {
    const currency = parseCurrency(texts.get(`${path}@Ccy`) ?? '');
    const minor = statementAmount(text, currency);
    return { minor: direction === 'CRDT' ? minor : -minor, currency };
  });
}

function dayOf(text: string | undefined): BusinessDate | undefined {
  return text === undefined ? undefined : readable(() => parseBusinessDate(text.slice(0, 10)));
}

function readable<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof Fault ? statementFault(`a value can not be read: ${error.reason}`) : error;
  }
}
