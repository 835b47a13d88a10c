/** One of the workers of the batch: computes its share of the borrowers from shared columns. Plain JavaScript, as workers load it. */
import { parentPort, workerData } from 'node:worker_threads';
import { Dictionary, EventColumns, compileIndicators } from '@fanxing/risk-indicators';

const { columns, names, eventsEach, first, stop, asOf, out } = workerData;
const compiled = compileIndicators(names);
const channels = new Dictionary();
for (const word of workerData.channels) channels.numberOf(word);
const currencies = new Dictionary();
currencies.numberOf('CNY');

function compute(borrower) {
  const [begin, end] = [borrower * eventsEach, (borrower + 1) * eventsEach];
  const values = Object.fromEntries(
    Object.entries(columns).map(([name, column]) => [name, column.subarray(begin, end)]),
  );
  const kinds = new Map([['payment', new EventColumns(values, channels)]]);
  out.set(compiled.figures({ kinds, currencies }, asOf), borrower * names.length);
}

for (let borrower = first; borrower < Math.min(first + 200, stop); borrower += 1) compute(borrower);
parentPort.on('message', () => {
  for (let borrower = first; borrower < stop; borrower += 1) compute(borrower);
  parentPort.postMessage('done');
});
parentPort.postMessage('ready');
