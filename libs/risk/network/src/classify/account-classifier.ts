import { accountEvidence, type AccountEvidence } from '../account/account-evidence.js';
import { AccountClusterings } from '../account/account-clustering.js';
import { buildNetwork } from '../graph/build-network.js';
import { edgesWithin, paymentsByAccount, type AccountPayments, type Payments } from '../payment/payments.js';
import { classifyAccount, type AccountClass } from './classify-account.js';

export interface ClassifiedAccount extends AccountClass {
  readonly account: number;
  readonly evidence: AccountEvidence;
}

/** Prepares a network of payments once; each account is then answered alone, in its own payments and neighbours. */
export class AccountClassifier {
  private readonly byAccount: AccountPayments;
  private readonly clusterings: AccountClusterings;

  constructor(private readonly payments: Payments) {
    this.byAccount = paymentsByAccount(payments);
    const { accounts } = payments;
    const network = buildNetwork(edgesWithin(payments), { vertices: accounts, directed: false });
    this.clusterings = new AccountClusterings(network);
  }

  classify(account: number): ClassifiedAccount {
    const evidence = this.evidence(account);
    return { account, ...classifyAccount(evidence), evidence };
  }

  evidence(account: number): AccountEvidence {
    return accountEvidence(this.payments, this.byAccount, this.clusterings, account);
  }
}
