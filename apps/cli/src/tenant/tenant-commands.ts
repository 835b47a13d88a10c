import { Command, InvalidArgumentError, Option } from 'commander';
import { given } from '../given-options.js';
import type { OpenExportOptions } from './open-export.js';
import type { OperatorOptions } from './operator-api.js';
import type { TenantAction } from './tenant-actions.js';

/** `fanxing tenant …`: what the platform's operators do with tenants, through the API of a running platform. */
export function tenantCommands(): Command {
  const tenant = new Command('tenant')
    .description('list, approve, suspend, move and offboard tenants of a running platform')
    .addHelpText('after', '\nExample:\n  npx fanxing tenant list');
  tenant.addCommand(
    asOperator(new Command('list'), 'operator')
      .description('show every tenant in the directory')
      .addHelpText('after', '\nExample:\n  npx fanxing tenant list --json')
      .action(async (options: OperatorOptions) => (await import('./tenant-actions.js')).listTenants(options)),
  );
  tenant.addCommand(
    ofTenant('show', 'operator', 'show one tenant and how far its provisioning has come').action(
      async (id: string, options: OperatorOptions) =>
        (await import('./tenant-actions.js')).showTenant(id, options),
    ),
  );
  tenant.addCommand(
    ofTenant(
      'export',
      'operator',
      "fetch a bank's data for a person of the bank (--out, --token-file); without --out show an operator where the export of a tenant that leaves is, and its certificate",
    )
      .option('--out <file>', 'fetch into this file (.tar.gz); what broke off is taken up again')
      .action(async (id: string, { out, ...options }: OperatorOptions & { readonly out?: string }) =>
        out === undefined
          ? (await import('./tenant-actions.js')).showExport(id, options)
          : (await import('./fetch-export.js')).fetchExport(id, { ...options, out }),
      ),
  );
  tenant.addCommand(openExportCommand());
  for (const command of changes()) tenant.addCommand(command);
  return tenant;
}

function openExportCommand(): Command {
  return new Command('open-export')
    .description("open the export of a tenant that has left, with the platform's root key, to hand it over")
    .argument('<folder>', 'the folder of one environment, as `fanxing tenant export` shows it')
    .option('--out <file>', 'the archive in the clear (.tar.gz)')
    .option('--data-dir <folder>', "the platform's data folder (default: FANXING_DATA_DIR, else .fanxing)")
    .option('--json', 'one JSON document on standard output')
    .addHelpText('after', '\nExample:\n  npx fanxing tenant open-export .fanxing/exports/… --out live.tar.gz')
    .action(async (folder: string, options: OpenExportOptions) =>
      (await import('./open-export.js')).openExport(folder, given(options, 'out')),
    );
}

/** What each of them can not do without. */
const needed: Partial<Record<TenantAction, readonly string[]>> = {
  reject: ['reason'],
  offboard: ['slug', 'reason'],
  move: ['isolation'],
};

/** What needs a second operator is done as `reviewer` unless said otherwise. */
function changes(): Command[] {
  return [
    change('approve', 'reviewer', "let a tenant begin and show its owner's sign-ins, once"),
    change('reject', 'reviewer', 'do not let a tenant begin').option('--reason <text>', 'why'),
    change('suspend', 'operator', "stop a tenant's business"),
    change('resume', 'operator', 'let a suspended tenant go on'),
    change('offboard', 'operator', 'ask for a tenant to leave for good; another operator confirms')
      .option('--slug <slug>', "the tenant's slug, so that it is the right one")
      .option('--reason <text>', 'why')
      .option('--grace-days <days>', 'days between confirmation and erasure (default: 30)', wholeDays)
      .option('--force', 'although loans are open'),
    change(
      'confirm',
      'reviewer',
      'confirm that a tenant leaves: it is exported now and erased after the grace period',
    ),
    change('cancel', 'operator', 'call it off, as long as erasure has not begun'),
    change('move', 'operator', 'give a tenant a database of its own, or bring it back').addOption(
      new Option('--isolation <name>', 'where it goes').choices(['SHARED', 'OWN_DATABASE']),
    ),
  ];
}

function change(action: TenantAction, as: string, description: string): Command {
  return ofTenant(action, as, description).action(
    async (id: string, { as: operator, tokenFile, json, dataDir, ...more }: OperatorOptions) =>
      (await import('./tenant-actions.js')).changeTenant(
        action,
        id,
        given<Record<string, unknown>>(more, ...(needed[action] ?? [])),
        {
          as: operator,
          ...(tokenFile !== undefined && { tokenFile }),
          ...(json !== undefined && { json }),
          ...(dataDir !== undefined && { dataDir }),
        },
      ),
  );
}

function ofTenant(name: string, as: string, description: string): Command {
  return asOperator(new Command(name), as)
    .description(description)
    .argument('<tenant>', "the tenant's id")
    .addHelpText(
      'after',
      `\nExample:\n  npx fanxing tenant ${name} tenant_01jd0000000000000000000000 --help`,
    );
}

function asOperator(command: Command, as: string): Command {
  return command
    .option('--as <username>', "which of the platform's operators signs in", as)
    .option('--token-file <file>', 'a file with an access token, where operators are kept in a Keycloak')
    .option('--data-dir <folder>', "the platform's data folder (default: FANXING_DATA_DIR, else .fanxing)")
    .option('--json', 'one JSON document on standard output');
}

function wholeDays(text: string): number {
  if (/^\d{1,3}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number of days.');
}
