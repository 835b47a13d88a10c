import { Injectable } from '@nestjs/common';
import { RestructureLoan } from './restructure-loan.js';
import { WaiveCharges } from './waive-charges.js';
import { WriteOffLoan } from './write-off-loan.js';

/** What people decide about a loan that is in trouble. */
@Injectable()
export class LoanChanges {
  constructor(
    readonly restructure: RestructureLoan,
    readonly waive: WaiveCharges,
    readonly writeOff: WriteOffLoan,
  ) {}
}
