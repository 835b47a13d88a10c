import { describeIndicator } from '@fanxing/risk-indicators';
import { signalNamed } from '../signal/signal-catalogue.js';

/** What a figure means and counts in, in both languages. */
export interface FigureMeaning {
  readonly meaning: string;
  readonly meaningZh: string;
  readonly unit: string;
  readonly unitZh: string;
}

function means(meaning: string, meaningZh: string, unit: string, unitZh: string): FigureMeaning {
  return { meaning, meaningZh, unit, unitZh };
}

/** The figures that every decision has. */
export const figuresOfAll = {
  eventCount: means('number of events before the decision', '决策前的事件数', 'events', '笔'),
  daysSinceLastEvent: means(
    'days from the latest event to the decision',
    '最近一次事件距决策的天数',
    'days',
    '天',
  ),
  probabilityOfBad: means(
    'probability that the borrower does not repay, as the model has it',
    '模型给出的违约概率',
    'share',
    '占比',
  ),
  score: means("the model's score: the higher, the less risk", '模型评分：越高风险越低', 'points', '分'),
} as const satisfies Record<string, FigureMeaning>;

export function meaningOfIndicator(name: string): FigureMeaning {
  const { meaning, meaningZh, unit, unitZh } = describeIndicator(name);
  return { meaning, meaningZh, unit, unitZh };
}

/** A signal that was recorded under a name that there is no longer is its name. */
export function meaningOfSignal(name: string): FigureMeaning {
  const { meaning, meaningZh, unit, unitZh } = signalNamed(name) ?? means(name, name, '', '');
  return { meaning, meaningZh, unit, unitZh };
}

export function meaningOfAttribute(name: string): FigureMeaning {
  return means(
    `the borrower's attribute “${name}”, as the bank gave it`,
    `银行提供的借款人属性“${name}”`,
    'as the bank gave it',
    '按银行提供',
  );
}
