import { runServiceProcess } from '@fanxing/runtime/service-process';
import { createProductService } from '@fanxing/product-service';

await runServiceProcess('product', (parts) => createProductService(parts));
