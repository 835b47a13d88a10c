import { Command } from 'commander';
import type { KeyOptions } from './root-key.js';

/** `fanxing key …`: what the platform's operator does with the root key. */
export function keyCommands(): Command {
  const key = new Command('key')
    .description("look after the root key, which wraps every tenant's keys")
    .addHelpText('after', '\nExample:\n  npx fanxing key rotate');
  key.addCommand(
    withSource(new Command('list'))
      .description('show how many keys of tenants each root key wraps')
      .addHelpText('after', '\nExample:\n  npx fanxing key list --json')
      .action(async (options: KeyOptions) => (await import('./root-key.js')).listKeys(options)),
  );
  key.addCommand(
    withSource(new Command('rotate'))
      .description("make another root key and wrap every tenant's keys under it, while the platform serves")
      .addHelpText('after', '\nExample:\n  npx fanxing key rotate --continue')
      .option('--continue', 'make none: only wrap what a rotation that broke off has left')
      .action(async (options: KeyOptions) => (await import('./root-key.js')).rotateRoot(options)),
  );
  return key;
}

function withSource(command: Command): Command {
  return command
    .option('--data-dir <folder>', "the platform's data folder (default: FANXING_DATA_DIR, else .fanxing)")
    .option('--json', 'one JSON document on standard output');
}
