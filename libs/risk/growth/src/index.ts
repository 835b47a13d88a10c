export { parseGrowthRule, type GrowthRule, type GrowthRuleInput } from './growth-rule.js';
export { uncounted, type JudgedReceipt, type KnownPayers, type Receipt, type Uncounted } from './receipt.js';
export { judgeReceipts } from './effective-customers.js';
export { drawGrowth } from './draw/draw-growth.js';
export { limitGrowth, type GrowthStart, type LimitGrowth, type LimitRaise } from './limit-growth.js';
