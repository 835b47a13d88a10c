import { Injectable } from '@nestjs/common';
import { Fault } from '@fanxing/kernel';
import { readPosition } from '@fanxing/risk-places';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import type { QuerySurroundingsArgs } from '../../generated/schema.js';
import { boxAround } from './read-place.js';
import { surroundingsIn, type Surrounding } from './surroundings.store.js';

const shownMax = 200;
const metresMax = 5_000;

/** Shows what the tenant has given around a position, as it is known now. */
@Injectable()
export class ReadSurroundingsNear {
  constructor(private readonly database: ServiceDatabase) {}

  /** At most 200, by id. Fails with POSITION_OUTSIDE_WORLD, and with INPUT_INVALID for a distance that is none. */
  async run(
    context: TenantContext,
    { position, withinMetres }: QuerySurroundingsArgs,
  ): Promise<readonly Surrounding[]> {
    mustBeAllowedTo(context, 'risk:read');
    const { latitude, longitude } = readPosition(position, 'position');
    const metres = withinMetres ?? metresMax;
    if (metres < 1 || metres > metresMax)
      throw new Fault('INPUT_INVALID', { problem: `it is from 1 to ${metresMax} metres` }, 'withinMetres');
    return this.database.transaction(context, (transaction) =>
      surroundingsIn(transaction, boxAround({ latitude, longitude }, metres), null, shownMax),
    );
  }
}
