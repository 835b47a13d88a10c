import { createLendingService } from '@fanxing/lending-service';
import { runServiceProcess } from '@fanxing/runtime/service-process';

await runServiceProcess('lending', ({ configuration: { privateBanksAllowed }, ...parts }) =>
  createLendingService({ ...parts, privateBanksAllowed }),
);
