import { seededRandom, type Outcome } from '@fanxing/risk-models';
import type { WordsRow } from './fit-words-model.js';

const plain = '今天 门口 咖啡 每天 天气 shop street open today table window paper'.split(' ');
const good = ['稳定', 'reliable', 'savings'];
const bad = ['逾期', 'desperate', 'collections'];

/** Made texts: bad borrowers use the bad words twice as often as good ones, and the good words half as often. Not a bank's. */
export function madeTexts(count: number, seed: number): WordsRow[] {
  const random = seededRandom(seed);
  const oneOf = (words: readonly string[]): string => words[Math.floor(random() * words.length)]!;
  return Array.from({ length: count }, () => {
    const outcome: Outcome = random() < 0.3 ? 1 : 0;
    const words = Array.from({ length: 12 }, () => {
      const draw = random();
      if (draw < (outcome === 1 ? 0.12 : 0.06)) return oneOf(bad);
      if (draw > (outcome === 1 ? 0.94 : 0.88)) return oneOf(good);
      return oneOf(plain);
    });
    const income = random() < 0.1 ? null : random() * 10 - outcome;
    return { text: words.join('，'), outcome, figures: { income } };
  });
}
