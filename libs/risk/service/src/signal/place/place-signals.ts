import { minorUnitExponent, type CurrencyCode } from '@fanxing/kernel';
import type { RiskGrade, ShopAssessment, TakingsSeries } from '@fanxing/risk-places';
import type { SignalDefinition, SignalFigures } from '../signal.js';

/** A shop as it stands, and what it would be without the works around it. */
export interface PlaceEvidence {
  readonly currency: CurrencyCode;
  readonly takings: TakingsSeries;
  readonly assessment: ShopAssessment;
  /** In minor units: what the takings would support if nothing were planned nearby. */
  readonly limitWithoutWorksMinor: bigint;
}

const grades: readonly RiskGrade[] = ['A', 'B', 'C', 'D', 'E'];

export function placeFigures(evidence: PlaceEvidence): SignalFigures {
  const { assessment, currency, takings, limitWithoutWorksMinor } = evidence;
  const { forecast, works, neighbourhood, safeShare, limitMinor } = assessment;
  const unit = 10 ** minorUnitExponent(currency);
  const sum = (side: 'minor' | 'lowMinor'): number =>
    forecast.months.reduce((all, month) => all + Number(month[side]), 0);
  const [expected, low] = [sum('minor'), sum('lowMinor')];
  return {
    'place.grade': grades.indexOf(assessment.grade) + 1,
    'place.safeShare': safeShare,
    'place.takings.month': Number(forecast.months[0]?.minor ?? 0n) / unit,
    'place.takings.halfYear': expected / unit,
    'place.takings.halfYear.low': low / unit,
    // The safe share is of what the shop takes in now, so the same holds for what is expected.
    'place.takings.change': low > 0 ? (safeShare * expected) / low - 1 : null,
    'place.limit': Number(limitMinor) / unit,
    'place.limit.factor':
      limitWithoutWorksMinor > 0n ? Number(limitMinor) / Number(limitWithoutWorksMinor) : null,
    'place.works.count': works.length,
    'place.works.loss': works[0] ? 1 - Math.exp(works[0].log) : 0,
    'place.similarShops': neighbourhood.similarShops,
    'place.metro.metres': neighbourhood.nearestMetroMetres,
    'place.openDays': takings.openDays,
  };
}

const needs: SignalDefinition['needs'] = [
  { purpose: 'CREDIT_DECISION', category: 'PAYMENTS' },
  { purpose: 'LOCATION_ANALYSIS', category: 'LOCATION' },
];
const noShop: Pick<SignalDefinition, 'missing' | 'missingZh' | 'needs'> = {
  missing: 'no location event of the borrower names a trade, or fewer than 14 days have payments in',
  missingZh: '没有注明行业的位置事件，或有收款的日子不足 14 天',
  needs,
};
const money = { unit: 'money in major units', unitZh: '金额（主单位）' };
const share = { unit: 'share', unitZh: '占比' };
const shops = { unit: 'shops', unitZh: '家' };

function signal(
  name: string,
  meaning: string,
  meaningZh: string,
  unit: Pick<SignalDefinition, 'unit' | 'unitZh'>,
  more: Partial<SignalDefinition> = {},
): SignalDefinition {
  return { name: `place.${name}`, meaning, meaningZh, ...unit, ...noShop, ...more };
}

export const placeSignals: readonly SignalDefinition[] = [
  signal(
    'grade',
    'how far takings of the half-year ahead can be relied on: 1 for A, the best, to 5 for E',
    '未来半年营业额的可靠程度：1 为 A（最好），5 为 E',
    { unit: 'grade', unitZh: '级' },
  ),
  signal(
    'safeShare',
    'the lower bounds of six months of takings beside what the shop takes in now',
    '未来六个月营业额预测下限与当前营业额之比',
    share,
  ),
  signal('takings.month', 'takings expected in the next month', '未来一个月预期营业额', money),
  signal('takings.halfYear', 'takings expected in the next six months', '未来六个月预期营业额', money),
  signal(
    'takings.halfYear.low',
    'the lower bounds of the next six months together, each reached in nine cases of ten',
    '未来六个月营业额各月下限之和（每月有九成把握达到）',
    money,
  ),
  signal(
    'takings.change',
    'takings expected in six months beside as many days like the last eight weeks: -0.1 is a tenth less',
    '未来六个月预期营业额相对近八周水平的变化：-0.1 为减少一成',
    share,
    {
      missing: `${noShop.missing}; or nothing is safe`,
      missingZh: `${noShop.missingZh}；或预测下限为零`,
    },
  ),
  signal('limit', 'the limit that the takings support', '营业额可支持的额度', money),
  signal(
    'limit.factor',
    'that limit beside what it would be if no works were planned nearby: 1 where none are felt',
    '该额度与周边无工程时额度之比：无影响时为 1',
    share,
    {
      missing: `${noShop.missing}; or the takings support no limit even without works`,
      missingZh: `${noShop.missingZh}；或即使无工程也不支持任何额度`,
    },
  ),
  signal('works.count', 'planned works that the shop will feel', '店铺将受影响的计划工程数', {
    unit: 'works',
    unitZh: '项',
  }),
  signal(
    'works.loss',
    'the share of takings that the strongest of these works keeps away while it lasts',
    '其中影响最大的工程期间营业额减少的比例',
    share,
  ),
  signal('similarShops', 'shops of the same trade within 500 metres', '500 米内的同业店铺数', shops),
  signal(
    'metro.metres',
    'metres to the nearest metro station, of those within 500',
    '500 米内最近地铁站的距离',
    { unit: 'metres', unitZh: '米' },
    {
      missing: `${noShop.missing}; or no station is known within 500 metres`,
      missingZh: `${noShop.missingZh}；或 500 米内没有已知地铁站`,
    },
  ),
  signal('openDays', 'days with takings that are known', '有营业额的日子数', { unit: 'days', unitZh: '天' }),
];
