import { createLendingService } from '@fanxing/lending-service';
import { openKeys } from '@fanxing/runtime/encryption';
import { runServiceProcess } from '@fanxing/runtime/service-process';

await runServiceProcess('lending', async ({ configuration, ...parts }) => {
  const { dataDir, rootKey, privateBanksAllowed } = configuration;
  const keys = await openKeys(dataDir, rootKey, () => parts.clock.now());
  return createLendingService({ ...parts, privateBanksAllowed, keys });
});
