import { standardCatalogue } from '@fanxing/risk-indicators';

/** The names of the built-in catalogue that hold each of the texts between the blanks; all without a text. */
export function* matchNames(text = ''): Generator<string> {
  const parts = text.split(/\s+/);
  for (const name of standardCatalogue()) {
    if (parts.every((part) => name.includes(part))) yield name;
  }
}
