import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Fault, type Clock } from '@fanxing/kernel';
import { CommandRoad } from '@fanxing/runtime/command';
import { newId } from '@fanxing/runtime/identifier';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CLOCK } from '@fanxing/runtime/subgraph';
import type { PublishConsentTextInput } from '../generated/schema.js';
import { plainLine } from '../plain-text.js';
import type { ConsentText } from './consent-text.js';
import { addConsentText } from './consent-text.store.js';

const textLengthMax = 50_000;

/**
 * Publishes the words that borrowers agree to, in both languages, for ever: a change is a new version. From the first
 * text of a purpose on, only published versions can be agreed to. Fails with ALREADY_EXISTS.
 */
@Injectable()
export class PublishConsentText {
  constructor(
    private readonly road: CommandRoad,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(context: TenantContext, input: PublishConsentTextInput): Promise<ConsentText> {
    const { idempotencyKey, purpose } = input;
    return this.road.run(
      context,
      { operation: 'publishConsentText', permission: 'consent-text:publish', idempotencyKey, input },
      async (transaction) => {
        const version = plainLine(input.version, 100, 'input.version');
        const textEn = wholeText(input.textEn, 'input.textEn');
        const textZh = wholeText(input.textZh, 'input.textZh');
        const text = {
          id: newId('consentText'),
          purpose,
          version,
          textEn,
          textZh,
          digest: digestOf(textEn, textZh),
          publishedAt: this.clock.now(),
        };
        if (!(await addConsentText(transaction, text)))
          throw new Fault('ALREADY_EXISTS', { what: 'consent text', name: version }, 'input.version');
        return { answer: text, subject: { kind: 'consentText', id: text.id } };
      },
    );
  }
}

/** SHA-256 of both texts as a JSON list, English first: anybody who has the words can check it. */
function digestOf(textEn: string, textZh: string): string {
  return createHash('sha256')
    .update(JSON.stringify([textEn, textZh]))
    .digest('hex');
}

function wholeText(text: string, path: string): string {
  if (text.trim() === '' || text.length > textLengthMax)
    throw new Fault(
      'INPUT_INVALID',
      { problem: `the text must have 1 to ${textLengthMax} characters` },
      path,
    );
  return text;
}
