import { runServiceProcess } from '@fanxing/runtime/service-process';
import { createBillingService } from '@fanxing/billing-service';

await runServiceProcess('billing', (parts) => createBillingService(parts));
