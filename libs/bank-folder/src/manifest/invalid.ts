import { Fault } from '@fanxing/kernel';

/** The fault of a folder that can not be used as it is: what is wrong and how to mend it, and the key or file. */
export function invalid(problem: string, path: string): Fault {
  return new Fault('INPUT_INVALID', { problem }, path);
}
