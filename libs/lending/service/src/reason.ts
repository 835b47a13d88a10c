import { Fault } from '@fanxing/kernel';

const lengthMax = 200;

/** Why somebody did something, in words without personal data; 1 to 200 characters. */
export function mustBeReason(text: string, path = 'input.reason'): string {
  const reason = text.trim();
  if (reason.length > 0 && reason.length <= lengthMax) return reason;
  throw new Fault('INPUT_INVALID', { problem: `reason must have 1 to ${lengthMax} characters` }, path);
}
