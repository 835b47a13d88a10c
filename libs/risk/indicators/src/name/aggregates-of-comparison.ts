import { measured, unmeasured, type AggregateDefinition } from './aggregate-definition.js';

const noneBefore = 'missing (null) when the window before has none';
const noSum = 'missing (null) when either sum is missing or the one before is zero';

/** Figures set against those of all events of the kind, of the window before, or of a year before. */
export const aggregatesOfComparison = {
  countShare: unmeasured(
    'share',
    'share, by number, among all events of the kind',
    '笔数占该类全部事件的比例',
    'n / n of all events of the kind in the window',
    {
      needsFilter: true,
      compares: true,
      missing: 'missing (null) when the window has no event of the kind',
    },
  ),
  sumShare: measured(
    'share, by sum, among all events of the kind',
    '总和占该类全部事件的比例',
    'Σ v / Σ v of all events of the kind in the window',
    {
      unit: 'share',
      needsFilter: true,
      compares: true,
      missing:
        'missing (null) when the sum over all events of the kind is zero or missing; 0 when only the filtered part has none',
    },
  ),
  countRatio: unmeasured(
    'ratio',
    'number against the window of equal length before',
    '笔数与前一等长窗口之比',
    'n / n of the window of equal length that ends where this one begins',
    { needsWindow: true, compares: true, missing: noneBefore },
  ),
  sumRatio: measured(
    'sum against the window of equal length before',
    '总和与前一等长窗口之比',
    'Σ v / Σ v of the window of equal length that ends where this one begins',
    { unit: 'ratio', needsWindow: true, compares: true, missing: noSum },
  ),
  meanRatio: measured(
    'mean against the window of equal length before',
    '均值与前一等长窗口之比',
    'mean / mean of the window of equal length that ends where this one begins',
    {
      unit: 'ratio',
      needsWindow: true,
      compares: true,
      missing: 'missing (null) when either mean is missing or the one before is zero',
    },
  ),
  countYearRatio: unmeasured(
    'ratio',
    'number against the same window a year before',
    '笔数与上年同期之比',
    'n / n of the window of equal length that ends 365 days earlier',
    { needsWindow: true, compares: true, missing: noneBefore },
  ),
  sumYearRatio: measured(
    'sum against the same window a year before',
    '总和与上年同期之比',
    'Σ v / Σ v of the window of equal length that ends 365 days earlier',
    { unit: 'ratio', needsWindow: true, compares: true, missing: noSum },
  ),
} as const satisfies Record<string, AggregateDefinition>;
