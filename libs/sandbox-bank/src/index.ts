export { startSandboxBank, type SandboxBank, type SandboxBankOptions } from './start-sandbox-bank.js';
export type { Faults, FaultsInput } from './faults/faults.js';
