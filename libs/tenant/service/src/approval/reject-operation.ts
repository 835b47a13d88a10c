import { Injectable } from '@nestjs/common';
import type { TenantContext } from '@fanxing/runtime/identity';
import type { RejectOperationInput } from '../generated/schema.js';
import type { Approval } from './approval.js';
import { DecideApproval } from './decide-approval.js';

/** Another person refuses a request for good. */
@Injectable()
export class RejectOperation {
  constructor(private readonly decideApproval: DecideApproval) {}

  run(context: TenantContext, input: RejectOperationInput): Promise<Approval> {
    return this.decideApproval.run(context, 'rejectOperation', input, 'REJECTED');
  }
}
