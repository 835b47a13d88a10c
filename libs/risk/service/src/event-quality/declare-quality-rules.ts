import { Inject, Injectable } from '@nestjs/common';
import { Fault, type Clock } from '@fanxing/kernel';
import { parseRule, type QualityRule } from '@fanxing/risk-events';
import { CommandRoad } from '@fanxing/runtime/command';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CLOCK } from '@fanxing/runtime/subgraph';
import { mustBeSource } from '../event-upload/event-source-name.js';
import type { DeclareQualityRulesInput } from '../generated/schema.js';
import { putRules } from './quality-rule.store.js';

const rulesMax = 50;

/** What is demanded of a source. */
export interface DeclaredRules {
  readonly source: string;
  readonly rules: readonly QualityRule[];
}

/** Says what is demanded of a source, in the place of what was. Fails with INPUT_INVALID and LIST_TOO_LONG. */
@Injectable()
export class DeclareQualityRules {
  constructor(
    private readonly road: CommandRoad,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(context: TenantContext, input: DeclareQualityRulesInput): Promise<DeclaredRules> {
    const { idempotencyKey, source } = input;
    return this.road.run(
      context,
      { operation: 'declareQualityRules', permission: 'data-name:declare', idempotencyKey, input },
      async (transaction) => {
        mustBeSource(source);
        if (input.rules.length > rulesMax)
          throw new Fault('LIST_TOO_LONG', { list: 'rules', limit: rulesMax }, 'input.rules');
        const rules = input.rules.map((rule, index) => parseRule(rule, `input.rules.${index}`));
        await putRules(transaction, source, rules, this.clock.now());
        return {
          answer: { source, rules },
          subject: { kind: 'eventSource', id: source },
          after: { rules: rules.length, measures: rules.map(({ measure }) => measure) },
        };
      },
    );
  }
}
