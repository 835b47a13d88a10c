import { Controller, Get, Inject, ServiceUnavailableException } from '@nestjs/common';

/** Tells whether a service can do its work now. */
export abstract class ReadinessCheck {
  abstract ready(): Promise<void>;
}

/** A service's own health: alive when it answers at all, ready when its database does. */
@Controller('health')
export class HealthController {
  constructor(@Inject(ReadinessCheck) private readonly check: ReadinessCheck) {}

  @Get('live')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('ready')
  async ready(): Promise<{ status: 'ok' }> {
    try {
      await this.check.ready();
      return { status: 'ok' };
    } catch {
      throw new ServiceUnavailableException({ status: 'unavailable' });
    }
  }
}
