// A thing as it was at a version, set out as its papers would be: an order, and in the same way a quote, a contract or
// an account.

import { el, foldedText, pairs } from './dom.js';
import { yen } from './format.js';
import { fieldName, valueName } from './names.js';
import { table } from './fact-panel.js';
import { filled, valueOf } from './values.js';
import { say } from './words.js';

const SHOWN_ABOVE = new Set(['lines', 'taxByRate', 'subtotalYen', 'taxYen', 'totalYen', 'status']);

const PARTIES = [
  'companyName',
  'addressee',
  'accountId',
  'seller',
  'claimAssignedTo',
  'quoteNumber',
  'purchaseOrderNumber',
];

/**
 * @param document As people were shown it then.
 * @param state As decisions saw it then.
 * @param changed Names of the fields that the fact of this version has changed.
 */
export function momentPanel(document, state, changed) {
  const fields = filled(document).map(([field]) => field).filter((field) => !SHOWN_ABOVE.has(field));
  const dates = fields.filter((field) => /(On|At)$/.test(field));
  const parties = PARTIES.filter((field) => fields.includes(field));
  const others = fields.filter((field) => !dates.includes(field) && !parties.includes(field));
  const part = (title, names) =>
    names.length > 0 && [
      el('h4', {}, title),
      pairs('facts', ...names.map((name) => [[flag(name, changed), fieldName(name)], valueOf(name, document[name])])),
    ];
  return [
    el(
      'div',
      { class: 'standing' },
      document.status && el('p', { class: 'status' }, flag('status', changed), valueName(document.status)),
      document.totalYen !== undefined && el('p', { class: 'total' }, flag('totalYen', changed), yen(document.totalYen)),
    ),
    Array.isArray(document.lines) && linesOf(document.lines),
    amountsOf(document),
    part(say('then.dates'), dates),
    part(say('then.parties'), parties),
    part(say('then.other'), others),
    foldedText('then-raw', say('then.raw'), JSON.stringify(document, null, 2)),
    state && foldedText('then-state', say('then.state'), JSON.stringify(state, null, 2)),
  ];
}

function linesOf(lines) {
  return table(
    say('then.lines'),
    ['product', 'seats', 'unitPrice', 'months', 'amount', 'tax'].map((column) => say(`then.${column}`)),
    lines.map((line) => [
      [line.productName, el('small', {}, line.planName)],
      valueOf('seats', line.seats),
      valueOf('unitPriceYen', line.unitPriceYen),
      valueOf('months', line.months),
      valueOf('amountYen', line.amountYen),
      valueOf('taxRatePercent', line.taxRatePercent),
    ]),
  );
}

function amountsOf({ subtotalYen, taxByRate, totalYen }) {
  if (subtotalYen === undefined) return null;
  return [
    el('h4', {}, say('then.amounts')),
    pairs(
      'amounts',
      [fieldName('subtotalYen'), yen(subtotalYen)],
      ...(taxByRate ?? []).map((tax) => [say('then.taxOf', tax.ratePercent), yen(tax.taxYen)]),
      [fieldName('totalYen'), yen(totalYen)],
    ),
  ];
}

function flag(name, changed) {
  const words = say('then.changed');
  return changed.has(name) && el('span', { class: 'changed', role: 'img', 'aria-label': words, title: words });
}
