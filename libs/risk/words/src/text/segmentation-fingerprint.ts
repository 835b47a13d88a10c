import { createHash } from 'node:crypto';
import { knownChinese } from '../lexicon/known-terms.js';
import { readableText } from './readable-text.js';
import { segmentText, wordsOf } from './segment-text.js';

/** Everyday sentences of the trade, with the ambiguities that dictionaries decide differently. */
const passage = `今天新到一批连衣裙，包邮，喜欢的朋友加微信下单。老板说明天发货，发票随后寄到。我在学校门口卖包子，每天五点开门，
生意很好。这家小店开了八年，回头客很多，月底盘点库存。想申请一笔贷款周转资金，用来进货和装修门面，按月还款没有问题。感谢大家的支持，
活动期间全场八折，会员再减十元。研究生命起源的研究生来买咖啡。和尚未结账的客人说一声。中秋节前订购月饼礼盒请提前三天预约。客服电话
早上九点到晚上八点都有人接听，售后无忧。上个月水电费和房租一共支出六千多，利润比去年同期增长两成。外卖平台抽成太高，想多做熟客生意。`;

/**
 * How Chinese is cut here: a hash of the words of a fixed passage and of the known terms that are joined or cut out. A model with
 * Chinese words is only good where texts are cut as they were when it was fitted; ICU may change with Node, the lists with a release.
 */
export function segmentationFingerprint(): string {
  const words = wordsOf(segmentText(readableText(passage))).map(({ text }) => text);
  return createHash('sha256')
    .update(`${words.join(' ')}\n${knownChinese.join(' ')}`)
    .digest('hex')
    .slice(0, 16);
}
