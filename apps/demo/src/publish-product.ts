import type { FoundedBank } from './found-bank.js';

export const productCode = 'revolving';

/** The terms of the demo's product; amounts are in whatever currency the bank keeps. */
export const terms = {
  limitMin: '1000',
  limitMax: '100000',
  dailyRateMin: '0.0002',
  dailyRateMax: '0.0005',
  drawMin: '100',
} as const;

/** Publishes a revolving product (随借随还): one person writes it, another approves. Answers its id. */
export async function publishProduct(
  { productManager, approver }: FoundedBank,
  currency: string,
): Promise<string> {
  const { createProduct: product } = await productManager.send<{
    createProduct: { id: string; versions: { id: string }[] };
  }>('mutation ($input: CreateProductInput!) { createProduct(input: $input) { id versions { id } } }', {
    input: {
      idempotencyKey: 'product-revolving',
      code: productCode,
      name: '随借随还',
      terms: {
        kind: 'REVOLVING',
        currency,
        ...terms,
        termDays: 365,
        lineTermDays: 730,
        offerValidMinutes: 4_320,
      },
    },
  });
  const input = { productVersionId: product.versions[0]?.id };
  await productManager.send(
    'mutation ($input: SubmitProductVersionInput!) { submitProductVersion(input: $input) { id } }',
    { input },
  );
  await approver.send(
    'mutation ($input: ApproveProductVersionInput!) { approveProductVersion(input: $input) { id } }',
    { input },
  );
  return product.id;
}
