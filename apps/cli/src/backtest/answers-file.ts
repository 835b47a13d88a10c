import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { formatMinor, formatRate } from '@fanxing/kernel';
import type { Answered, PastApplication } from '@fanxing/risk-backtest';
import { CliError, codeOf } from '../cli-error.js';

const header = 'row,application,then,draft,swap,limit,dailyRate,outcome,reasons';

/**
 * A CSV with a row for each application: what was decided then, what the draft decides, and into which of the four sets
 * that puts it. It has its name only once it is whole.
 */
export class AnswersFile {
  private readonly stream: Writable;
  private failed: unknown;

  constructor(private readonly path: string) {
    this.stream = createWriteStream(this.unfinished);
    this.stream.on('error', (error) => (this.failed = error));
    this.stream.write(`${header}\n`);
  }

  async add(application: PastApplication, answered: Answered): Promise<void> {
    if (!this.stream.write(`${lineOf(application, answered)}\n`) && this.failed === undefined)
      await Promise.race([once(this.stream, 'drain'), once(this.stream, 'close')]).catch(() => undefined);
    this.mustHold();
  }

  async end(): Promise<void> {
    this.stream.end();
    await once(this.stream, 'close').catch(() => undefined);
    this.mustHold();
    await rename(this.unfinished, this.path).catch((error: unknown) => (this.failed = error));
    this.mustHold();
  }

  async discard(): Promise<void> {
    this.stream.destroy();
    await rm(this.unfinished, { force: true });
  }

  private get unfinished(): string {
    return `${this.path}.unfinished`;
  }

  private mustHold(): void {
    if (this.failed === undefined) return;
    const what = `it can not be written (${codeOf(this.failed)})`;
    throw new CliError(1, 'NOT_WRITTEN', what, this.path, 'name another with --out');
  }
}

function lineOf(application: PastApplication, { answer, swap }: Answered): string {
  const { row, id, approvedThen, outcome, currency } = application;
  const approval = answer.outcome === 'APPROVE' ? answer : null;
  return [
    row,
    cell(id),
    approvedThen ? 'APPROVE' : 'DECLINE',
    answer.outcome,
    swap,
    approval?.limit ? formatMinor(approval.limit, currency) : '',
    approval?.dailyRate ? formatRate(approval.dailyRate) : '',
    outcome ?? '',
    cell(answer.outcome === 'DECLINE' ? answer.reasons.join(' ') : ''),
  ].join(',');
}

function cell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
