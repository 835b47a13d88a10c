import { openKeys } from '@fanxing/runtime/encryption';
import { runServiceProcess } from '@fanxing/runtime/service-process';
import { createRiskService } from '@fanxing/risk-service';

await runServiceProcess('risk', async ({ configuration: { dataDir, rootKey }, ...parts }) => {
  const keys = await openKeys(dataDir, rootKey, () => parts.clock.now());
  return createRiskService({ ...parts, keys });
});
