import { Command } from 'commander';
import type { DoctorOptions } from './examine.js';

/** `fanxing doctor`: what keeps the platform from running here. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description(
      'look at Node, data folder, database, identity provider, port and clock; exits with 1 when one is ill',
    )
    .option('--data-dir <folder>', "the platform's data folder (default: FANXING_DATA_DIR, else .fanxing)")
    .option('--json', 'one JSON document on standard output')
    .addHelpText('after', '\nExample:\n  npx fanxing doctor --json')
    .action(async (options: DoctorOptions) => (await import('./examine.js')).examine(options));
}
