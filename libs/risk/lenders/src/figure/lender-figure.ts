/** A figure that strategies and models name. */
export interface LenderFigure {
  readonly name: string;
  readonly meaning: string;
  readonly meaningZh: string;
  /** `count`: a whole number. `intensity`: a sum of decayed ones. `days`: with decimals; null before the first. */
  readonly unit: 'count' | 'intensity' | 'days';
}

const figure = (
  name: string,
  unit: LenderFigure['unit'],
  meaning: string,
  meaningZh: string,
): LenderFigure => ({ name: `signals.lenders.${name}`, unit, meaning, meaningZh });

export const windowsDays = [7, 30, 90] as const;

/** Every figure. Names are stored in strategies: they are added to, never renamed. Nothing that happened is 0, never missing. */
export const lenderFigures = [
  ...windowsDays.flatMap((days) => [
    figure(`applications.${days}d`, 'count', `applications in ${days} days`, `近 ${days} 天申请次数`),
    figure(
      `applications.lenders.${days}d`,
      'count',
      `distinct lenders applied to in ${days} days`,
      `近 ${days} 天申请机构数`,
    ),
    figure(`loans.${days}d`, 'count', `loans paid out in ${days} days`, `近 ${days} 天放款笔数`),
    figure(
      `loans.lenders.${days}d`,
      'count',
      `distinct lenders that paid out in ${days} days`,
      `近 ${days} 天放款机构数`,
    ),
    figure(`overdues.${days}d`, 'count', `instalments missed in ${days} days`, `近 ${days} 天逾期次数`),
  ]),
  figure(
    'applications.decayed.7d',
    'intensity',
    'applications, each half as much after 7 days',
    '申请强度（半衰期 7 天）',
  ),
  figure(
    'applications.decayed.30d',
    'intensity',
    'applications, each half as much after 30 days',
    '申请强度（半衰期 30 天）',
  ),
  figure(
    'loans.decayed.30d',
    'intensity',
    'loans paid out, each half as much after 30 days',
    '放款强度（半衰期 30 天）',
  ),
  figure(
    'overdues.decayed.90d',
    'intensity',
    'missed instalments, each half as much after 90 days',
    '逾期强度（半衰期 90 天）',
  ),
  figure('daysSinceApplication', 'days', 'days since the last application in 90 days', '距最近一次申请天数'),
  figure(
    'sharers.device',
    'count',
    'other borrowers who used the same device; hubs tie nobody',
    '同设备的其他借款人数',
  ),
  figure(
    'sharers.phone',
    'count',
    'other borrowers who used the same number; hubs tie nobody',
    '同手机号的其他借款人数',
  ),
  figure(
    'sharers.overdue.90d',
    'count',
    'of these, those who missed an instalment in 90 days',
    '其中近 90 天逾期人数',
  ),
  figure(
    'sharers.applications.decayed.30d',
    'intensity',
    'their applications, each half as much after 30 days',
    '关联人申请强度（半衰期 30 天）',
  ),
  figure(
    'sharers.overdues.decayed.90d',
    'intensity',
    'their missed instalments, each half as much after 90 days',
    '关联人逾期强度（半衰期 90 天）',
  ),
  figure(
    'shared.hubs',
    'count',
    'devices and numbers that too many use to tie anybody',
    '使用人数过多而不计的设备与号码数',
  ),
] as const satisfies readonly LenderFigure[];
