import { Fault } from '@fanxing/kernel';
import { everybody } from './arm.js';

const stepsMax = 20;

/** The shares through which a pilot grows, in hundredths of a percent, each greater than the one before. Fails with EXPERIMENT_INVALID. */
export function readSteps(steps: readonly number[], path: string): readonly number[] {
  if (steps.length === 0 || steps.length > stepsMax) refuse(`give 1 to ${stepsMax} steps`, path);
  steps.forEach((step, place) => {
    if (!Number.isInteger(step) || step < 1 || step > everybody)
      refuse(`${step} is no share from 1 (0.01 %) to ${everybody} (100 %)`, `${path}.${place}`);
    if (step <= (steps[place - 1] ?? 0))
      refuse('each step must be greater than the one before', `${path}.${place}`);
  });
  return steps;
}

function refuse(problem: string, path: string): never {
  throw new Fault('EXPERIMENT_INVALID', { problem }, path);
}
