import { Injectable } from '@nestjs/common';
import { RestructureLoan } from './restructure-loan.js';
import { WriteOffLoan } from './write-off-loan.js';

/** What people decide about a loan that is in trouble. */
@Injectable()
export class LoanChanges {
  constructor(
    readonly restructure: RestructureLoan,
    readonly writeOff: WriteOffLoan,
  ) {}
}
