// What happened: who did it, when, where it stands in the log, and what it changed.

import { toHex } from './bytes.js';
import { el, foldedText, pairs } from './dom.js';
import { count, inTokyo } from './format.js';
import { factName } from './fact-names.js';
import { actorName, fieldName } from './names.js';
import { filled, pathOf, valueOf } from './values.js';
import { say } from './words.js';

/** @param changes Null where the store has no replay, or has not answered yet; then the fact itself is shown. */
export function factPanel(fact, changes) {
  const { envelope } = fact;
  const { actor } = envelope;
  return [
    el('h3', { id: 'fact-title' }, say('fact.title')),
    el('p', { class: 'what' }, factName(envelope.type)),
    pairs(
      'facts',
      [say('fact.who'), [actorName(actor.kind), ' ', el('code', {}, actor.id)]],
      actor.reason !== null && [say('fact.reason'), el('q', {}, actor.reason)],
      [say('fact.tokyo'), el('time', { datetime: envelope.recordedAt }, inTokyo(envelope.recordedAt))],
      [say('fact.utc'), el('code', {}, envelope.recordedAt)],
      [say('fact.type'), el('code', {}, `${envelope.type} v${envelope.typeVersion}`)],
      [say('fact.position'), count(fact.position)],
      [say('fact.leaf'), el('code', {}, toHex(fact.leaf))],
      [say('fact.correlation'), el('code', {}, envelope.correlation)],
    ),
    changes?.length > 0 && changeTable(changes),
    changes?.length === 0 && el('p', { class: 'quiet' }, say('fact.noChanges')),
    !(changes?.length > 0) && dataTable(say('fact.data'), envelope.data),
    foldedText('fact-envelope', say('fact.envelope'), fact.text),
  ];
}

function changeTable(changes) {
  const [{ path, before, after }] = changes;
  // The first fact makes the whole document, which is shown field by field and had nothing before.
  if (path === '' && before === null) return dataTable(say('fact.made'), after);
  return table(
    say('fact.changes'),
    [say('fact.field'), say('fact.before'), say('fact.after')],
    changes.map((change) => {
      const { label, field } = pathOf(change.path);
      return [label, el('span', { class: 'before' }, valueOf(field, change.before)), valueOf(field, change.after)];
    }),
  );
}

function dataTable(caption, data) {
  const rows = filled(data).map(([field, value]) => [fieldName(field), valueOf(field, value)]);
  return table(caption, [say('fact.field'), say('fact.value')], rows);
}

/**
 * A table whose rows stand as blocks where the page is narrow: each cell then bears its column's name. The roles are
 * said because a browser forgets them with the layout.
 */
export function table(caption, columns, rows) {
  const heads = columns.map((column) => el('th', { scope: 'col', role: 'columnheader' }, column));
  return el(
    'table',
    { role: 'table', class: columns.length === 2 && 'two' },
    el('caption', {}, caption),
    el('thead', { role: 'rowgroup' }, el('tr', { role: 'row' }, heads)),
    el(
      'tbody',
      { role: 'rowgroup' },
      rows.map(([first, ...cells]) =>
        el(
          'tr',
          { role: 'row' },
          el('th', { scope: 'row', role: 'rowheader' }, first),
          cells.map((cell, i) => el('td', { role: 'cell', 'data-column': columns[i + 1] }, cell)),
        ),
      ),
    ),
  );
}
