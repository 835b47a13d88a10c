import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import PDFDocument from 'pdfkit';
import type { StatementLineView, StatementView } from './statement.view.js';
import { columnWords, documentWords, kindWord, type StatementLanguage } from './statement-words.js';

/** Every reader of PDF has it; English needs no more, and the large font takes half a second to open. */
const englishFont = 'Helvetica';
/** Noto Sans (思源黑体) under the SIL Open Font License, with the characters of names as well as of words; only what is used is embedded. */
const chineseFont = join(
  dirname(createRequire(import.meta.url).resolve('@embedpdf/fonts-sc')),
  '../fonts/NotoSansHans-Regular.otf',
);

type Column = keyof (typeof columnWords)['EN'];

const margin = 36;
const rowHeight = 15;
const columnWidths = {
  on: 62,
  loan: 170,
  kind: 74,
  paid: 84,
  principal: 84,
  interest: 70,
  fee: 60,
  penalty: 60,
  outstanding: 84,
} as const satisfies Partial<Record<Column, number>>;
type Shown = keyof typeof columnWidths;
const words: readonly Shown[] = ['on', 'loan', 'kind'];

/** A statement as a document for people. The same statement is the same bytes. */
export async function statementPdf(
  statement: StatementView,
  language: StatementLanguage,
): Promise<Buffer<ArrayBuffer>> {
  const { title } = documentWords[language];
  const document = new PDFDocument({
    size: 'A4',
    layout: 'landscape',
    margin,
    bufferPages: true,
    info: {
      Title: title,
      Producer: 'FanXing',
      Creator: 'FanXing',
      // The document is of the statement, not of the moment in which it was asked for.
      CreationDate: new Date(`${statement.asOf}T00:00:00Z`),
    },
    lang: language === 'ZH' ? 'zh-CN' : 'en',
  });
  const chunks: Buffer[] = [];
  document.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<void>((resolve, reject) => {
    document.on('end', resolve);
    document.on('error', reject);
  });
  document.registerFont('text', language === 'ZH' ? chineseFont : englishFont).font('text');
  writeHeading(document, statement, language);
  writeLines(document, statement, language);
  writePageNumbers(document, language);
  document.end();
  await ended;
  return Buffer.concat(chunks);
}

function writeHeading(
  document: PDFKit.PDFDocument,
  { subject, from, to, asOf, lines }: StatementView,
  language: StatementLanguage,
): void {
  const said = documentWords[language];
  const end = to ?? asOf;
  const period = from ? `${said.from} ${from} ${said.to} ${end}` : `${said.whole} (${said.to} ${end})`;
  const currencies = [...new Set(lines.map(({ paid }) => paid.currency))].join(', ');
  document.fontSize(16).text(said.title, margin, margin);
  document.moveDown(0.4).fontSize(9);
  document.text(`${said.subject[subject.kind]}: ${subject.id}`);
  document.text(`${said.period}: ${period}`);
  if (currencies) document.text(`${columnWords[language].currency}: ${currencies}`);
  document.moveDown(0.4).fontSize(7).fillColor('#555').text(said.note).fillColor('black');
  document.moveDown(0.8);
}

function writeLines(
  document: PDFKit.PDFDocument,
  { lines, subject }: StatementView,
  language: StatementLanguage,
): void {
  const columns = (Object.keys(columnWidths) as Shown[]).filter(
    (column) => column !== 'loan' || subject.kind !== 'loan',
  );
  const bottom = document.page.height - margin - rowHeight;
  let y = document.y;
  const write = (cellOf: (column: Shown) => string): void => {
    let x = margin;
    for (const column of columns) {
      const width = columnWidths[column];
      const align = words.includes(column) ? 'left' : 'right';
      document.text(cellOf(column), x, y, { width: width - 6, align, lineBreak: false });
      x += width;
    }
    y += rowHeight;
  };
  const writeHead = (): void => {
    document.fontSize(8);
    write((column) => columnWords[language][column]);
    document
      .moveTo(margin, y - 3)
      .lineTo(document.page.width - margin, y - 3)
      .lineWidth(0.5)
      .stroke();
    document.fontSize(7.5);
  };
  writeHead();
  for (const line of lines) {
    if (y > bottom) {
      document.addPage();
      y = margin;
      writeHead();
    }
    write((column) => cellOf(line, column, language));
  }
  if (lines.length === 0) document.text(documentWords[language].empty, margin, y);
}

function cellOf(line: StatementLineView, column: Shown, language: StatementLanguage): string {
  if (column === 'on') return line.on;
  if (column === 'loan') return line.loanId;
  if (column === 'kind') return kindWord(line.kind, language);
  return line[column].amount;
}

function writePageNumbers(document: PDFKit.PDFDocument, language: StatementLanguage): void {
  const { count } = document.bufferedPageRange();
  for (let page = 0; page < count; page += 1) {
    document.switchToPage(page);
    // Below the margin, where text would otherwise begin a page of its own.
    document.page.margins.bottom = 0;
    const y = document.page.height - margin + 8;
    const width = document.page.width - 2 * margin;
    document.fontSize(7).text(documentWords[language].page(page + 1, count), margin, y, {
      width,
      align: 'right',
      lineBreak: false,
    });
  }
}
