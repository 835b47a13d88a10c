import { Injectable } from '@nestjs/common';
import { CloseCreditLine } from './close-credit-line.js';
import { FreezeCreditLine } from './freeze-credit-line.js';
import { ReviewCreditLine } from './review-credit-line.js';
import { UnfreezeCreditLine } from './unfreeze-credit-line.js';

/** What can be changed of a line by hand. */
@Injectable()
export class LineChanges {
  constructor(
    readonly freeze: FreezeCreditLine,
    readonly unfreeze: UnfreezeCreditLine,
    readonly close: CloseCreditLine,
    readonly review: ReviewCreditLine,
  ) {}
}
