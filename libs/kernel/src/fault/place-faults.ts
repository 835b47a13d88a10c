import { fault } from './fault-sentence.js';

/** What is said of a shop's position, its takings and what is planned around it. */
export const placeFaults = {
  POSITION_OUTSIDE_WORLD: fault(
    'BAD_USER_INPUT',
    'There is no place at latitude {latitude}, longitude {longitude}: give degrees (WGS 84), latitude from -90 to 90, longitude from -180 to 180.',
    '不存在纬度 {latitude}、经度 {longitude} 的地点：请以度填写（WGS 84），纬度 -90 至 90，经度 -180 至 180。',
  ),
  TAKINGS_TOO_FEW: fault(
    'BAD_USER_INPUT',
    'Takings of {days} days are too few to forecast from: give at least {daysMin} days with takings.',
    '仅有 {days} 天营业额，不足以预测：请至少提供 {daysMin} 个有营业额的日子。',
  ),
  TAKINGS_TOO_MANY: fault(
    'BAD_USER_INPUT',
    'The takings span {days} days: give the latest {daysMax} at most.',
    '营业额跨度为 {days} 天：请最多提供最近 {daysMax} 天。',
  ),
  TAKINGS_NEGATIVE: fault(
    'BAD_USER_INPUT',
    'Takings of a day can not be negative: give what was taken in, without refunds of other days.',
    '单日营业额不能为负：请填写当日收入，不扣减其他日子的退款。',
  ),
  TAKINGS_OUT_OF_ORDER: fault(
    'BAD_USER_INPUT',
    '{on} comes after {before}: give the days in the order of the calendar.',
    '{on} 排在 {before} 之后：请按日期先后顺序提供。',
  ),
  TAKINGS_DAY_TWICE: fault(
    'BAD_USER_INPUT',
    '{on} is there twice: give one figure a day.',
    '{on} 出现了两次：每天只能有一个数字。',
  ),
  WORKS_END_BEFORE_BEGIN: fault(
    'BAD_USER_INPUT',
    'Planned works end on {until}, before they begin on {from}: give until on or after from.',
    '计划工程的结束日 {until} 早于开始日 {from}：结束日不得早于开始日。',
  ),
} as const;
