import { statementPdf } from './statement-pdf.js';
import type { StatementLanguage } from './statement-words.js';
import type { StatementView } from './statement.view.js';

/** A document to draw. */
export interface Drawing {
  readonly statement: StatementView;
  readonly language: StatementLanguage;
}

/** What the drawing thread runs for each document. */
export default function draw({ statement, language }: Drawing): Promise<Uint8Array> {
  return statementPdf(statement, language);
}
