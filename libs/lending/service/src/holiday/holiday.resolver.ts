import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CurrentTenant } from '@fanxing/runtime/subgraph';
import type { PublishHolidaysInput } from '../generated/schema.js';
import { HolidayCalendars, type HolidayCalendarView } from './holiday-calendars.js';
import { PublishHolidays } from './publish-holidays.js';

@Resolver('HolidayCalendar')
export class HolidayResolver {
  constructor(
    private readonly calendars: HolidayCalendars,
    private readonly publishHolidays: PublishHolidays,
  ) {}

  @Query('holidayCalendar')
  holidayCalendar(
    @CurrentTenant() context: TenantContext,
    @Args('code') code: string,
  ): Promise<HolidayCalendarView> {
    return this.calendars.byCode(context, code);
  }

  @Mutation('publishHolidays')
  publish(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: PublishHolidaysInput,
  ): Promise<HolidayCalendarView> {
    return this.publishHolidays.run(context, input);
  }
}
