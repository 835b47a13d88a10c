/** What of an answer is counted: by each key of the answer, the weight of what stands there. */
export type AnswerShape = Map<string, { readonly weight: number; readonly children: AnswerShape }>;

/** The points of what an answer really holds; each list is counted by its items. */
export function answerPoints(data: unknown, shape: AnswerShape): number {
  if (data === null || typeof data !== 'object' || shape.size === 0) return 0;
  let points = 0;
  for (const [key, { weight, children }] of shape)
    points += valuePoints((data as Record<string, unknown>)[key], weight, children);
  return points;
}

function valuePoints(value: unknown, weight: number, children: AnswerShape): number {
  if (value === null || typeof value !== 'object') return 0;
  if (!Array.isArray(value)) return weight + answerPoints(value, children);
  let points = 0;
  for (const item of value) points += valuePoints(item, weight, children);
  return points;
}
