import { Fault } from '@fanxing/kernel';

/** How worried to be about a loan, the least first. */
export const warningLevels = ['GREEN', 'YELLOW', 'ORANGE', 'RED'] as const;
export type WarningLevel = (typeof warningLevels)[number];

export type MonitoringAction = 'NONE' | 'RAISE' | 'CUT' | 'FREEZE' | 'UNFREEZE';

/** What a monitoring strategy made of a line. Anything but calm and inaction has a reason. */
export interface MonitoringVerdict {
  readonly level: WarningLevel;
  readonly reasons: readonly string[];
  readonly action: MonitoringAction;
  /** Of a raise or a cut, exactly one of both, as decimal texts: the new limit in major units, or its share of the present one. */
  readonly limit: string | null;
  readonly limitShare: string | null;
}

const actions: readonly string[] = [
  'NONE',
  'RAISE',
  'CUT',
  'FREEZE',
  'UNFREEZE',
] satisfies MonitoringAction[];

/**
 * Reads a monitoring strategy's result and accepts nothing half-done or at odds with itself: no warning or action without a reason, no
 * credit taken from a line at peace or given to one that is worried about, no change of a limit without its amount. A strategy that says
 * nothing of an action wants none. Fails with STRATEGY_INVALID.
 */
export function readMonitoringVerdict(result: Readonly<Record<string, unknown>>): MonitoringVerdict {
  const { level, action = 'NONE' } = result;
  if (!isLevel(level)) refuse(`its level is ${JSON.stringify(level)}, not ${warningLevels.join(', ')}`);
  if (!isAction(action)) refuse(`its action is ${JSON.stringify(action)}, not ${actions.join(', ')}`);
  const reasons = readReasons(result['reasons']);
  if (reasons.length === 0 && (level !== 'GREEN' || action !== 'NONE'))
    refuse(`it answered ${level} and ${action} without a reason`);
  const takes = action === 'CUT' || action === 'FREEZE';
  const gives = action === 'RAISE' || action === 'UNFREEZE';
  if ((takes && level === 'GREEN') || (gives && (level === 'ORANGE' || level === 'RED')))
    refuse(`its action ${action} does not go with its level ${level}`);
  return { level, reasons, action, ...readAmount(action, result) };
}

/** Amounts of an action that needs none are not looked at: a table gives every column in every row. */
function readAmount(
  action: MonitoringAction,
  { limit = null, limitShare = null }: Readonly<Record<string, unknown>>,
): Pick<MonitoringVerdict, 'limit' | 'limitShare'> {
  if (action !== 'RAISE' && action !== 'CUT') return { limit: null, limitShare: null };
  const given = [limit, limitShare].filter((amount) => amount !== null);
  const [amount] = given;
  if (given.length !== 1) refuse(`its action ${action} needs a limit or a limitShare, and not both`);
  if (typeof amount !== 'string' || !/^\d{1,16}(\.\d{1,8})?$/.test(amount) || /^[0.]+$/.test(amount))
    refuse(`its amount is ${JSON.stringify(amount)}, not a decimal text above zero`);
  return limit === null ? { limit: null, limitShare: amount } : { limit: amount, limitShare: null };
}

function readReasons(reasons: unknown): string[] {
  if (reasons === undefined || reasons === null) return [];
  if (!Array.isArray(reasons) || !reasons.every((reason) => typeof reason === 'string' && reason !== ''))
    refuse(`its reasons are ${JSON.stringify(reasons)}, not a list of codes`);
  const codes = [...new Set(reasons as string[])];
  if (codes.length > reasonsMax) refuse(`it gave ${codes.length} reasons, more than ${reasonsMax}`);
  return codes;
}

const reasonsMax = 20;

function isLevel(level: unknown): level is WarningLevel {
  return warningLevels.includes(level as WarningLevel);
}

function isAction(action: unknown): action is MonitoringAction {
  return actions.includes(action as string);
}

function refuse(problem: string): never {
  throw new Fault('STRATEGY_INVALID', { problem });
}
