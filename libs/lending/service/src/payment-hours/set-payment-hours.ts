import { Inject, Injectable } from '@nestjs/common';
import {
  Fault,
  formatWallMinutes,
  parseBusinessDate,
  parseWallMinutes,
  type BusinessDate,
  type Clock,
} from '@fanxing/kernel';
import { openingFrom } from '@fanxing/lending-domain';
import { CommandRoad } from '@fanxing/runtime/command';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { CLOCK } from '@fanxing/runtime/subgraph';
import type { PaymentHoursInput, SetPaymentHoursInput } from '../generated/schema.js';
import { Neighbours } from '../neighbours.js';
import { OpeningHours } from './opening-hours.js';
import { writeHours, type SetHours } from './payment-hours.store.js';

const datesMax = 366;

/** Says when the tenant's bank takes instructions, in the tenant's own time zone. */
@Injectable()
export class SetPaymentHours {
  constructor(
    private readonly road: CommandRoad,
    private readonly neighbours: Neighbours,
    private readonly openingHours: OpeningHours,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(context: TenantContext, input: SetPaymentHoursInput): Promise<void> {
    mustBeAllowedTo(context, 'payment:configure');
    const { timeZone } = await this.neighbours.activeTenant(context);
    const hours = input.hours ? read(input.hours, timeZone) : null;
    // Hours in which nothing could ever go out are refused now rather than found out with money waiting.
    if (hours) openingFrom(await this.openingHours.withCalendar(context, hours), this.clock.now());
    const { idempotencyKey } = input;
    const command = {
      operation: 'setPaymentHours',
      permission: 'payment:configure',
      idempotencyKey,
      input,
    } as const;
    await this.road.run(context, command, async (transaction) => {
      await writeHours(transaction, hours);
      return {
        answer: null,
        subject: { kind: 'tenant', id: context.tenantId },
        after: hours
          ? { opensAt: formatWallMinutes(hours.opensAt), closesAt: formatWallMinutes(hours.closesAt) }
          : { opensAt: null, closesAt: null },
      };
    });
  }
}

function read(input: PaymentHoursInput, timeZone: string): SetHours {
  const opensAt = parseWallMinutes(input.opensAt ?? '00:00', 'input.hours.opensAt');
  const closesAt = parseWallMinutes(input.closesAt, 'input.hours.closesAt');
  if (closesAt <= opensAt)
    throw new Fault(
      'INPUT_INVALID',
      { problem: 'the cut-off is later than the opening' },
      'input.hours.closesAt',
    );
  const weekend = [...new Set(input.weekend ?? [])];
  if (weekend.some((day) => day < 1 || day > 7))
    throw new Fault('INPUT_INVALID', { problem: 'days of the week are 1 to 7' }, 'input.hours.weekend');
  const holidays = datesOf(input.holidays, 'input.hours.holidays');
  return {
    timeZone,
    opensAt,
    closesAt,
    weekend,
    holidays,
    workdays: datesOf(input.workdays, 'input.hours.workdays'),
    calendar: input.calendar ?? null,
  };
}

function datesOf(texts: readonly string[] = [], path: string): ReadonlySet<BusinessDate> {
  if (texts.length > datesMax)
    throw new Fault('INPUT_INVALID', { problem: `at most ${datesMax} days` }, path);
  return new Set(texts.map((text) => parseBusinessDate(text, path)));
}
