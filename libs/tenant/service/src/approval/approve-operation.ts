import { Injectable } from '@nestjs/common';
import type { TenantContext } from '@fanxing/runtime/identity';
import type { ApproveOperationInput } from '../generated/schema.js';
import type { Approval } from './approval.js';
import { DecideApproval } from './decide-approval.js';

/** Another person lets a request through, which is then repeated. */
@Injectable()
export class ApproveOperation {
  constructor(private readonly decideApproval: DecideApproval) {}

  run(context: TenantContext, input: ApproveOperationInput): Promise<Approval> {
    return this.decideApproval.run(context, 'approveOperation', input, 'APPROVED');
  }
}
