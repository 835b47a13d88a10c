import { Injectable } from '@nestjs/common';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';

/** How much business of a tenant is not at its end. */
@Injectable()
export class ReadOpenBusiness {
  constructor(private readonly database: ServiceDatabase) {}

  async run(context: TenantContext): Promise<{ loansOpen: number; onTheirWay: number }> {
    mustBeAllowedTo(context, 'tenant:offboard');
    const [row] = await this.database.call<{ loans_open: number; on_their_way: number }>(
      context,
      'lending.open_business',
      [],
    );
    return { loansOpen: row?.loans_open ?? 0, onTheirWay: row?.on_their_way ?? 0 };
  }
}
