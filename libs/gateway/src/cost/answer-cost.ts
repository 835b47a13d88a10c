/** What of an answer is counted: by each key of the answer, the weight of what stands there, in tenths of a point. */
export type AnswerShape = Map<string, { readonly weight: number; readonly children: AnswerShape }>;

/** The weight of what an answer really holds, in tenths of a point; each list is counted by its items. */
export function answerWeight(data: unknown, shape: AnswerShape): number {
  if (data === null || typeof data !== 'object' || shape.size === 0) return 0;
  let sum = 0;
  for (const [key, { weight, children }] of shape)
    sum += valueWeight((data as Record<string, unknown>)[key], weight, children);
  return sum;
}

function valueWeight(value: unknown, weight: number, children: AnswerShape): number {
  if (value === null || typeof value !== 'object') return 0;
  if (!Array.isArray(value)) return weight + answerWeight(value, children);
  let sum = 0;
  for (const item of value) sum += valueWeight(item, weight, children);
  return sum;
}
