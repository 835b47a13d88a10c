import type { BusinessDate } from '@fanxing/kernel';
import type { BusinessDistrict } from '../district/business-districts.js';
import type { FeltWork, WorkKind } from '../surroundings/planned-works.js';
import type { Neighbourhood } from '../surroundings/surroundings.js';
import type { Grading } from './grade.js';

export type ReasonCode =
  | 'WORKS_PLANNED'
  | 'WORKS_IN_TAKINGS'
  | 'SAFE_TAKINGS'
  | 'SHORT_HISTORY'
  | 'OFTEN_SHUT'
  | 'SHUT_NOW'
  | 'SIMILAR_SHOPS'
  | 'BUSINESS_DISTRICT';

/** Why a forecast and its grade are what they are, for the shop and for the bank. */
export interface PlaceReason {
  readonly code: ReasonCode;
  /** Share of takings, -0.3 is 30 % less; null where a reason moves no figure. */
  readonly effect: number | null;
  readonly en: string;
  readonly zh: string;
}

const namesOf: Readonly<Record<WorkKind, readonly [en: string, zh: string]>> = {
  'metro-works': ['metro works', '地铁施工'],
  'road-works': ['road works', '道路施工'],
  'street-closure': ['a closed street', '道路封闭'],
  'building-works': ['building works', '建筑施工'],
  demolition: ['a demolition', '拆迁'],
  'similar-shop-opening': ['the opening of a similar shop', '同业新店开业'],
};

/** Works first, the strongest first. */
export function reasonsOf(
  felt: readonly FeltWork[],
  grading: Grading,
  near: Neighbourhood,
  district: BusinessDistrict | null,
): PlaceReason[] {
  const { similarShops, withinMetres } = near;
  return [
    ...felt.map(reasonOfWork),
    safeTakings(grading),
    ...(grading.isShortHistory
      ? [
          said(
            'SHORT_HISTORY',
            'takings are known for less than 90 days, so the grade is at most C',
            '营业额记录不足 90 天，评级最高为 C',
          ),
        ]
      : []),
    ...(grading.isOftenShut
      ? [
          said(
            'OFTEN_SHUT',
            'the shop has lately been shut on most days, so the grade is at most D',
            '近期多数日子未营业，评级最高为 D',
          ),
        ]
      : []),
    ...(grading.isShutNow
      ? [said('SHUT_NOW', 'nothing was taken in for two weeks: grade E', '已连续两周无营业额：评级 E')]
      : []),
    ...(similarShops > 0
      ? [
          said(
            'SIMILAR_SHOPS',
            `shops of the same trade within ${withinMetres} m: ${similarShops}`,
            `${withinMetres} 米内有 ${similarShops} 家同业店铺`,
          ),
        ]
      : []),
    ...(district
      ? [
          said(
            'BUSINESS_DISTRICT',
            `the shop stands in a business district of ${district.shops} shops`,
            `店铺位于有 ${district.shops} 家店铺的商圈内`,
          ),
        ]
      : []),
  ];
}

function reasonOfWork({ work, distanceMetres, log, isInTakings }: FeltWork): PlaceReason {
  const [en, zh] = namesOf[work.kind];
  const named = work.name === null ? '' : ` "${work.name}"`;
  const namedZh = work.name === null ? '' : `“${work.name}”`;
  const loss = Math.round((1 - Math.exp(log)) * 100);
  const where = distanceMetres === 0 ? 'at the door' : `${distanceMetres} m away`;
  const whereZh = distanceMetres === 0 ? '店铺门口' : `距店铺 ${distanceMetres} 米`;
  const effect = -Number((1 - Math.exp(log)).toFixed(4));
  const [more, moreZh] = isInTakings
    ? [
        `begun and shown by the takings; ${loss} % less is still to come`,
        `已经开始，营业额已有反映，预计还将减少 ${loss}%`,
      ]
    : [`${loss} % less takings are expected while this lasts`, `预计期间营业额减少 ${loss}%`];
  return {
    code: isInTakings ? 'WORKS_IN_TAKINGS' : 'WORKS_PLANNED',
    effect,
    en: `${en}${named} ${where}, ${span(work.from, work.until)}: ${more}`,
    zh: `${whereZh}的${zh}${namedZh}（${spanZh(work.from, work.until)}）${moreZh}`,
  };
}

function span(from: BusinessDate, until: BusinessDate | null): string {
  return until === null ? `from ${from} on` : `${from} to ${until}`;
}

function spanZh(from: BusinessDate, until: BusinessDate | null): string {
  return until === null ? `自 ${from} 起` : `${from} 至 ${until}`;
}

function safeTakings({ grade, safeShare }: Grading): PlaceReason {
  const share = Math.round(safeShare * 100);
  return said(
    'SAFE_TAKINGS',
    `the lower bounds of the six months are ${share} % of what the shop takes in now: grade ${grade}`,
    `未来六个月预测下限为当前营业额的 ${share}%：评级 ${grade}`,
  );
}

function said(code: ReasonCode, en: string, zh: string): PlaceReason {
  return { code, effect: null, en, zh };
}
