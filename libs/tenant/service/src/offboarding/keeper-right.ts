import { Inject, Injectable, Optional } from '@nestjs/common';
import { Fault } from '@fanxing/kernel';
import { keeperGrant } from '@fanxing/runtime/database';
import { OffboardingTools } from './offboarding-tools.js';

/** Whether the database lets tenants be copied and erased: asked before anybody is told that one will be. */
@Injectable()
export class KeeperRight {
  constructor(@Optional() @Inject(OffboardingTools) private readonly tools?: OffboardingTools) {}

  /** Fails with KEEPER_NOT_PERMITTED, which names the statement that mends it. */
  async mustBeGiven(): Promise<void> {
    if (this.tools && !(await this.tools.keeper.mayWork()))
      throw new Fault('KEEPER_NOT_PERMITTED', { statement: keeperGrant });
  }
}
