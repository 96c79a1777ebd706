// A field's value as a person reads it, by what its name promises: …Yen, …On, …At, …Percent, and names of things.

import { el, pairs } from './dom.js';
import { day, inTokyo, yen } from './format.js';
import { fieldName, valueName } from './names.js';
import { linkOf } from './story.js';
import { say } from './words.js';

const NAMED_VALUES = new Set([
  'by',
  'cancellationCause',
  'cancelling',
  'cause',
  'hold',
  'kind',
  'method',
  'paymentMethod',
  'status',
]);

const STREAM_OF_FIELD = { accountId: 'account', contractId: 'contract', orderNumber: 'order', quoteId: 'quote' };

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/;

/** Text or an element; what has parts is folded below its name. */
export function valueOf(field, value) {
  if (value === null || value === undefined) return el('span', { class: 'nothing' }, say('then.nothing'));
  if (typeof value === 'boolean') return say(value ? 'then.yes' : 'then.no');
  if (typeof value === 'number') return numberOf(field, value);
  if (typeof value === 'string') return textOf(field, value);
  return Array.isArray(value) ? listOf(field, value) : partsOf(value);
}

/** The fields of a document that say something. */
export const filled = (document) => Object.entries(document).filter(([, value]) => value !== null && !isEmpty(value));

const isEmpty = (value) => Array.isArray(value) && value.length === 0;

function listOf(field, values) {
  if (values.length === 0) return el('span', { class: 'nothing' }, say('then.nothing'));
  const items = values.map((value) => (typeof value === 'object' ? fieldsOf(value) : valueOf(field, value)));
  const list = el('ol', {}, items.map((item) => el('li', {}, item)));
  return el('details', {}, el('summary', {}, say('value.items', values.length)), list);
}

function partsOf(value) {
  const name = [value.name, value.productName, value.number].find((text) => typeof text === 'string');
  return el('details', {}, el('summary', {}, name ?? say('value.parts', Object.keys(value).length)), fieldsOf(value));
}

function fieldsOf(value) {
  return pairs('parts', ...filled(value ?? {}).map(([field, part]) => [fieldName(field), valueOf(field, part)]));
}

/** A JSON Pointer as words, the field of the document that it begins at, and the one that it ends at. */
export function pathOf(path) {
  const parts = path.split('/').slice(1).map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  const words = parts.map((part) => (/^\d+$/.test(part) ? String(Number(part) + 1) : fieldName(part)));
  const field = parts.findLast((part) => !/^\d+$/.test(part)) ?? path;
  return { label: words.join(' › '), top: parts[0] ?? path, field };
}

function numberOf(field, value) {
  if (field.endsWith('Yen')) return yen(value);
  if (field.endsWith('Percent')) return `${value}%`;
  return String(value);
}

function textOf(field, value) {
  if (field.endsWith('On') && DAY.test(value)) return el('time', { datetime: value }, day(value));
  if (field.endsWith('At') && INSTANT.test(value)) return el('time', { datetime: value }, inTokyo(value));
  if (value.startsWith('sealed:v1:')) return el('span', { class: 'sealed', title: value }, say('value.sealed'));
  const stream = STREAM_OF_FIELD[field];
  if (stream) return el('a', { href: linkOf({ category: stream, id: value }) }, value);
  return NAMED_VALUES.has(field) ? valueName(value) : value;
}
