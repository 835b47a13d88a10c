import { runServiceProcess } from '@fanxing/runtime/service-process';
import { createRiskService } from '@fanxing/risk-service';

await runServiceProcess('risk', (parts) => createRiskService(parts));
