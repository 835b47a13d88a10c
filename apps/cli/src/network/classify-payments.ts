import { AccountClassifier, type ClassifiedAccount, type Payments } from '@fanxing/risk-network';
import { CliError } from '../cli-error.js';
import { printJson, printLine } from '../output.js';
import { readPayments, type PaymentOptions } from './read-payments.js';

export interface ClassifyOptions extends PaymentOptions {
  readonly account?: string;
}

export async function classifyPayments(options: ClassifyOptions): Promise<void> {
  const payments = await readPayments(options.payments);
  const classifier = new AccountClassifier(payments);
  const classified = accountsMeant(payments, options).map((account) => classifier.classify(account));
  if (options.json) {
    printJson({ accounts: classified.map((account) => shown(payments, account)) });
    return;
  }
  printLine('account kind probability degree coefficient');
  for (const { account, kind, probability, evidence } of classified) {
    const { degree, coefficient } = evidence;
    printLine(
      `${payments.idOf(account)} ${kind} ${probability.toFixed(4)} ${degree} ${coefficient.toFixed(4)}`,
    );
  }
}

function accountsMeant(payments: Payments, { account, payments: path }: ClassifyOptions): number[] {
  if (account === undefined) return Array.from({ length: payments.accounts }, (_, at) => at);
  const found = payments.accountOf(account);
  if (found >= 0) return [found];
  throw new CliError(
    3,
    'ACCOUNT_UNKNOWN',
    `no payment names ${account}`,
    path,
    'name an id that is in the file',
  );
}

/** `probability` is that of a merchant, whichever kind was found. */
function shown(
  { idOf }: Payments,
  { account, kind, probability, base, contributions, evidence }: ClassifiedAccount,
): object {
  return { id: idOf(account), kind, probability, evidence, base, contributions };
}
