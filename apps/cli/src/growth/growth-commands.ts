import { Command } from 'commander';
import { given } from '../given-options.js';
import { day } from '../option-values.js';
import type { GrowthOptions } from './show-growth.js';

/** `fanxing growth …`: limits that grow with an operator's customers, from files; no platform needs to run. */
export function growthCommands(): Command {
  const growth = new Command('growth')
    .description('collect more, borrow more: limits that grow with customers')
    .addHelpText('after', '\nExample:\n  npx fanxing growth show --help');
  growth.addCommand(showCommand());
  return growth;
}

function showCommand(): Command {
  return new Command('show')
    .description('the limit as of a day, its raises, the next one, and what ten more customers would bring')
    .option('--receipts <file>', 'one payment a line; - is standard input')
    .option('--rule <file>', 'the rule, as JSON')
    .option('--limit <amount>', 'the limit at the beginning')
    .option('--since <date>', 'the first day whose customers count', day)
    .option('--on <date>', 'as of this day', day)
    .option('--payers <file>', "the operator's own accounts and members of rings, as JSON")
    .option('--draw <file>', 'also draw how the limit has grown, as SVG')
    .option('--json', 'one JSON document on standard output')
    .addHelpText(
      'after',
      `
A payment: {"id":"p1","at":"2026-01-02T09:00:00+08:00","payer":"…","amount":"8.00","currency":"CNY","channel":"qr"}; with "knownAt" when it
became known later. The rule: {"currency":"CNY","raise":"50.00","cap":"20000.00","raiseDay":5,"customersPerDay":30,"leastPayment":"1.00",
"channels":["qr"],"countsAgainAfterDays":null,"timeZone":"Asia/Shanghai"}. Payers: {"ownAccounts":["…"],"ringMembers":{"…":"2026-01-20"}}.

Example:
  npx fanxing growth show --receipts qr.ndjson --rule rule.json --limit 3000.00 --since 2026-01-01 --on 2026-03-01 --json`,
    )
    .action(async (options: Partial<GrowthOptions>) =>
      (await import('./show-growth.js')).showGrowth(
        given(options, 'receipts', 'rule', 'limit', 'since', 'on') as GrowthOptions,
      ),
    );
}
