// The log now: a verdict on its checkpoint, the figures, and what the verdict rests on.

import { toHex } from './bytes.js';
import { button, el, folded, pairs, show } from './dom.js';
import { ago, count, inTokyo } from './format.js';
import { checkList, verdictLine } from './verdicts.js';
import { say } from './words.js';

/**
 * @param state `{ busy, trouble, result, newest, fingerprint, forgetting }`
 * @param actions `{ again, forget }`
 */
export function showHead(panel, state, actions) {
  const { result } = state;
  show(
    panel,
    el(
      'div',
      { class: 'card-head' },
      el('h2', { id: 'head-title' }, say('head.title')),
      button('head-again', 'plain', actions.again, say('head.again')),
    ),
    el('div', { class: 'verdict-place' }, verdictOf(state)),
    result && figures(state),
    result?.ok === false && checkList(result.checks),
    result && result.ok && result.kept === false && el('p', { class: 'hint' }, say('head.notKept')),
    result && details(state, actions),
  );
}

/** In one word, also for whoever can't see the panel. */
export function headWord({ busy, trouble, result }) {
  if (busy) return 'busy';
  if (trouble || !result) return 'unknown';
  if (!result.ok) return 'bad';
  return result.memory === null ? 'new' : 'ok';
}

function verdictOf(state) {
  const word = headWord(state);
  if (word === 'busy') return verdictLine('busy', say('head.busy'));
  if (word === 'unknown') return verdictLine('wait', say('head.unknown'), state.trouble);
  if (word === 'bad') {
    const failed = state.result.checks.filter((check) => check.state === 'bad').length;
    return verdictLine('bad', say('head.bad'), say('head.badWhy', failed));
  }
  return verdictLine(word, say(`head.${word}`), say(`head.${word}Why`));
}

function figures({ result, newest, fingerprint }) {
  const { checkpoint, key, memory } = result;
  return [
    pairs(
      'figures',
      checkpoint && [say('head.size'), el('span', { class: 'big' }, count(checkpoint.size))],
      newest && [say('head.age'), agoOf(newest)],
      [say('head.seen'), memory ? agoOf(memory.at) : say('head.seenNow')],
    ),
    pairs(
      'figures hashes',
      checkpoint && [say('head.root'), el('code', {}, toHex(checkpoint.root))],
      key && fingerprint && [say('head.fingerprint'), el('code', {}, fingerprint)],
    ),
  ];
}

const agoOf = (instant) => el('time', { datetime: instant, title: inTokyo(instant) }, ago(instant));

function details({ result, forgetting }, actions) {
  return folded(
    'head-what',
    say('head.what'),
    result.ok && checkList(result.checks),
    pairs('facts', result.checkpoint && [say('head.origin'), result.checkpoint.origin]),
    el('p', { class: 'label' }, say('head.note')),
    el('pre', { tabindex: 0, 'aria-label': say('head.note') }, result.note),
    result.memory && [
      el('p', { class: 'quiet' }, say('head.forgetWhy')),
      forgetting
        ? button('head-forget', 'danger', actions.forget, say('head.forgetSure'))
        : button('head-forget', 'plain', actions.forget, say('head.forget')),
    ],
  );
}
