import { creditTemplates } from './credit-templates.js';
import { entryTemplates } from './entry-templates.js';
import { subjects, type Subject } from './subject.js';
import type { Effect, Parameter, Stage, Template } from './template.js';
import { termsTemplates } from './terms-templates.js';
import type { ReasonCode } from '../reasons/reason-codes.js';

/** A strategy that a product can pick as it is or with other parameters. */
export interface LibraryStrategy {
  /** Such as `credit.enough-takings.payments.in.qr.30d`; it stands in products: never renamed. */
  readonly id: string;
  readonly stage: Stage;
  readonly en: string;
  readonly zh: string;
  readonly parameters: readonly Parameter[];
  readonly reason: ReasonCode;
  readonly effect: Effect;
  /** The indicators that it reads. */
  readonly indicators: readonly string[];
  readonly hits: Template['hits'];
  readonly missingHits: boolean;
}

let made: ReadonlyMap<string, LibraryStrategy> | undefined;

/** Every strategy of the library by its id, always in the same order. */
export function strategyLibrary(): ReadonlyMap<string, LibraryStrategy> {
  if (!made) {
    const all = [...entryTemplates, ...creditTemplates, ...termsTemplates].flatMap(strategiesOf);
    made = new Map(all.map((strategy) => [strategy.id, strategy]));
  }
  return made;
}

function strategiesOf(template: Template): LibraryStrategy[] {
  return template.groups.flatMap((group) =>
    subjects[group].flatMap((subject) =>
      template.windows.map((window) => strategyOf(template, subject, window)),
    ),
  );
}

function strategyOf(template: Template, subject: Subject, window: number): LibraryStrategy {
  const { id, stage, aggregate, against, reason, effect, hits, missingHits, threshold, value } = template;
  const indicators = [`${subject.name}.${aggregate}.${window}d`];
  if (against) indicators.push(`${against.subject ?? subject.name}.${against.aggregate}.${window}d`);
  const parameters: Parameter[] = [{ name: 'threshold', ...threshold }];
  if (value) parameters.push({ name: 'value', ...value });
  const fill = (sentence: string, what: string): string => {
    const text = sentence
      .replace('{subject}', what)
      .replaceAll('{window}', String(window))
      .replace('{threshold}', String(threshold.initial));
    return text.charAt(0).toUpperCase() + text.slice(1);
  };
  return {
    id: `${stage}.${id}.${subject.name}.${window}d`,
    stage,
    en: fill(template.en, subject.en),
    zh: fill(template.zh, subject.zh),
    parameters,
    reason,
    effect,
    indicators,
    hits,
    missingHits,
  };
}
