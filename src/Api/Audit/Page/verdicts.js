// How a verdict looks wherever one is given: a mark, a word, and for each check what was found.

import { el, mark } from './dom.js';
import { say } from './words.js';

/** A heading line with its mark: `state` is ok, bad, new, wait, busy or none. */
export function verdictLine(state, text, detail) {
  return el(
    'div',
    { class: `verdict ${state}` },
    mark(state),
    el('div', {}, el('p', { class: 'verdict-text' }, text), detail && el('p', {}, detail)),
  );
}

export function checkList(checks) {
  return el(
    'ul',
    { class: 'checks' },
    checks.map(({ name, state, says }) =>
      el(
        'li',
        { class: state },
        mark(state),
        el(
          'div',
          {},
          el('strong', {}, say(`check.${name}`)),
          ' ',
          el('span', { class: 'tag' }, say(`state.${state}`)),
          el('p', {}, say(...says)),
        ),
      ),
    ),
  );
}

/** What to tell of a refusal: the store's own words where it gave some. */
export function troubleOf(error) {
  if (error.code === undefined) throw error;
  if (error.code.startsWith('page.')) return say(`error.${error.code}`);
  if (error.status === 403) return say('error.role');
  return error.detail ?? say('error.other', error.code);
}
