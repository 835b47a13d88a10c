import { Command } from 'commander';
import { auditCommands } from './audit/audit-commands.js';
import { backtestCommand } from './backtest/backtest-command.js';
import { keyCommands } from './key/key-commands.js';
import { tenantCommands } from './tenant/tenant-commands.js';
import { doctorCommand } from './doctor/doctor-command.js';
import { ledgerCommands } from './ledger/ledger-commands.js';
import { eventsCommands } from './events/events-commands.js';
import { networkCommands } from './network/network-commands.js';
import { growthCommands } from './growth/growth-commands.js';
import { placeCommands } from './place/place-commands.js';
import { indicatorsCommands } from './indicators/indicators-commands.js';
import { strategyCommands } from './strategy/strategy-commands.js';
import { wordsCommands } from './words/words-commands.js';
import { lineCommand, scheduleCommand } from './lending/lending-commands.js';

/** Every command with its options. Nothing heavy is loaded here: each action imports what it needs. */
export function createProgram(isJson: boolean): Command {
  const program = new Command('fanxing')
    .description(
      'FanXing at the command line. Exit status: 0 done, 1 failed, 2 wrong usage, 3 bad input data.',
    )
    .showHelpAfterError('(--help shows how)')
    .addHelpText('after', '\nExample:\n  npx fanxing doctor');
  program.addCommand(auditCommands());
  program.addCommand(keyCommands());
  program.addCommand(ledgerCommands());
  program.addCommand(tenantCommands());
  program.addCommand(scheduleCommand());
  program.addCommand(lineCommand());
  program.addCommand(doctorCommand());
  program.addCommand(eventsCommands());
  program.addCommand(networkCommands());
  program.addCommand(growthCommands());
  program.addCommand(placeCommands());
  program.addCommand(indicatorsCommands());
  program.addCommand(strategyCommands());
  program.addCommand(backtestCommand());
  program.addCommand(wordsCommands());
  speakAsOne(program, isJson);
  return program;
}

/** The parser throws instead of ending the process, and does not speak to people where a program listens. */
function speakAsOne(command: Command, isJson: boolean): void {
  command.exitOverride();
  if (isJson) command.configureOutput({ writeErr: () => undefined });
  for (const part of command.commands) speakAsOne(part, isJson);
}
