import type { EventKind, FieldSchema } from './kind-schema.js';

const text = (description: string, more: Partial<FieldSchema> = {}): FieldSchema => ({
  type: ['string', 'null'],
  description,
  ...more,
});
const figure = (description: string, more: Partial<FieldSchema> = {}): FieldSchema => ({
  type: ['number', 'null'],
  description,
  ...more,
});
const personal = (description: string): FieldSchema => text(description, { personal: true });

function kind(
  name: string,
  meaning: string,
  meaningZh: string,
  properties: Readonly<Record<string, FieldSchema>>,
): EventKind {
  return {
    kind: name,
    version: 1,
    meaning,
    meaningZh,
    schema: { type: 'object', properties, additionalProperties: true },
  };
}

/**
 * The kinds of events that mean the same at every bank. Each takes fields that it does not name besides, for banks know more than any
 * list does; those that it names are of one type everywhere. A kind is never changed but by a newer version that accepts as much.
 */
export const canonicalKinds: readonly EventKind[] = [
  kind('payment', 'money that came in or went out', '收付款', {
    purpose: text('what it was for, in the words of the bank'),
    method: text('the instrument: QR, card, transfer, cash'),
    terminalId: text('the terminal or shop window where it was taken'),
  }),
  kind('order', 'an order that a customer placed with the borrower, or the borrower placed', '订单', {
    items: figure('how many items', { minimum: 0 }),
    status: text('placed, paid, delivered, cancelled'),
    platform: text('the marketplace'),
  }),
  kind('refund', 'money given back for an order or a payment', '退款', {
    of: text('the id of the order or payment that it belongs to'),
    reason: text('why'),
  }),
  kind('balance', 'what an account held at a moment; the amount may be negative', '账户余额', {
    account: personal('the account, as the bank calls it'),
    available: figure('what of it could be spent, in major units'),
  }),
  kind('login', 'a sign-in', '登录', {
    deviceId: personal('the device, by an id of the bank'),
    outcome: text('success or failure'),
    ip: personal('the address that it came from'),
  }),
  kind('device', 'a device that was seen with the borrower', '设备', {
    deviceId: personal('the device, by an id of the bank'),
    model: text('its make and model'),
    isEmulator: figure('1 when it only pretends to be one, else 0', { minimum: 0, maximum: 1 }),
  }),
  kind('location', 'where the borrower or the shop was', '位置', {
    latitude: figure('degrees north', { minimum: -90, maximum: 90, personal: true }),
    longitude: figure('degrees east', { minimum: -180, maximum: 180, personal: true }),
    accuracyMetres: figure('how exact it is, in metres', { minimum: 0 }),
  }),
  kind('creditInquiry', 'an application for credit elsewhere', '他行申请', {
    lenders: figure('how many lenders asked', { minimum: 0 }),
    product: text('what was applied for'),
  }),
  kind('repayment', 'a due instalment and how it was met', '还款', {
    delayDays: figure('days after it was due; negative when early'),
    delayMonths: figure('months after it was due; negative when early'),
    status: text('paid, partial, missed'),
  }),
  kind('text', 'words of or about the borrower', '文本', {
    content: personal('the words'),
    language: text('as BCP 47 names it, such as zh-CN'),
    source: text('where they stand'),
  }),
  kind('invoice', 'an invoice issued or received', '发票', {
    number: personal('its number'),
    taxMinor: figure('the tax in it, in minor units'),
    status: text('issued, cancelled, red'),
  }),
  kind('utility', 'a bill for water, electricity, gas, telephone or rent', '公用事业缴费', {
    service: text('water, electricity, gas, telephone, rent'),
    usage: figure('what was used, in the unit of the bill', { minimum: 0 }),
    delayDays: figure('days after it was due; negative when early'),
  }),
  kind('bureauReport', 'a report of a credit bureau', '征信报告', {
    bureau: text('who made it'),
    score: figure('its score'),
    openLoans: figure('loans that were open', { minimum: 0 }),
    overdueDays: figure('the longest delay in days', { minimum: 0 }),
  }),
];

const byName = new Map(canonicalKinds.map((each) => [each.kind, each]));

/** The canonical kind of this name, in its newest version; undefined for a bank's own. */
export function canonicalKind(name: string): EventKind | undefined {
  return byName.get(name);
}
