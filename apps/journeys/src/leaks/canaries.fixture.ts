import { randomBytes, randomInt } from 'node:crypto';

/** Something that must stay where it belongs, and that looks like nothing else in the world. */
export interface Canary {
  /** What it stands for, such as `phone number`. */
  readonly name: string;
  readonly value: string;
}

/** Digits that no clock, port or amount of a test shows by chance. */
function digits(count: number): string {
  return Array.from({ length: count }, () => randomInt(10)).join('');
}

function letters(): string {
  return randomBytes(9).toString('hex');
}

/** A person's data as a bank knows them. */
export interface Person {
  readonly reference: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly proof: string;
  readonly counterparty: string;
  readonly signature: string;
}

export function newPerson(): { person: Person; canaries: Canary[] } {
  const phone = `139${digits(8)}`;
  const identityNumber = `11010119900307${digits(4)}`;
  const name = `欧阳${letters()}`;
  const person = {
    reference: `card-${digits(16)}`,
    attributes: { region: 'north', sex: 'f', name, phone, identityNumber, address: `${letters()} 路 7 号` },
    proof: `voice recording ${letters()}`,
    counterparty: `shop ${letters()}`,
    signature: `code ${letters()}`,
  };
  return {
    person,
    canaries: [
      { name: 'reference', value: person.reference },
      { name: 'name', value: name },
      { name: 'phone number', value: phone },
      { name: 'identity number', value: identityNumber },
      { name: 'address', value: person.attributes.address },
      { name: 'proof of consent', value: person.proof },
      { name: 'counterparty', value: person.counterparty },
      { name: 'signature', value: person.signature },
    ],
  };
}

/** The ways in which a text may stand in another: as it is, in JSON's escapes, in a URL, in base64 and in hexadecimal. */
function formsOf(value: string): readonly string[] {
  const bytes = Buffer.from(value);
  // In base64 a text looks different by where it begins; what is the same whatever stands around it is kept.
  const base64 = [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    return text.slice(Math.ceil((offset * 4) / 3), text.length - (text.length % 4 === 0 ? 0 : 1));
  });
  const escaped = [...value]
    .map((letter) =>
      letter < '\u0080' ? letter : `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
    )
    .join('');
  return [
    value,
    escaped,
    encodeURIComponent(value),
    bytes.toString('hex'),
    ...base64,
    ...base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
  ];
}

/** Which canaries a text holds, in any form: `name in place`. */
export function canariesIn(place: string, text: string, canaries: readonly Canary[]): string[] {
  return canaries
    .filter(({ value }) => formsOf(value).some((form) => text.includes(form)))
    .map(({ name }) => `${name} in ${place}`);
}
