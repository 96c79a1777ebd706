// A history with its slider: where the reader stands, what there was, and what is proven of it. The slider itself is
// made once and then only moved, so that a hand or a key that holds it never loses it.

import { button, byId, el, mark, show } from './dom.js';
import { factPanel } from './fact-panel.js';
import { factName } from './fact-names.js';
import { count, inTokyo, timeInTokyo } from './format.js';
import { streamName } from './names.js';
import { momentPanel } from './moment-panel.js';
import { proofPanel } from './proof-panel.js';
import { checkList, troubleOf, verdictLine } from './verdicts.js';
import { replayCheck } from './fact-checks.js';
import { pathOf } from './values.js';
import { say } from './words.js';

/** Builds the panel for a story. @param actions `{ go, checkAll, again }` */
export function mountStory(panel, story, actions) {
  const { facts, target } = story;
  show(
    panel,
    el(
      'div',
      { class: 'card walk' },
      el(
        'div',
        { class: 'card-head' },
        el(
          'h2',
          { id: 'history-title', tabindex: -1 },
          streamName(target.category),
          ' ',
          el('span', { class: 'id' }, target.id),
        ),
        button('check-all', 'main', actions.checkAll, say('history.checkAll')),
      ),
      el('div', { id: 'all-checked', role: 'status' }),
      el(
        'div',
        { class: 'slide' },
        button('earlier', null, () => actions.go(story.version - 1), '‹ ', say('history.back')),
        el(
          'div',
          { class: 'slide-middle' },
          el('label', { for: 'version', id: 'version-label' }),
          el('input', {
            id: 'version',
            type: 'range',
            min: 1,
            max: facts.length,
            step: 1,
            'aria-describedby': 'version-keys',
            oninput: (event) => actions.go(Number(event.target.value)),
          }),
        ),
        button('later', null, () => actions.go(story.version + 1), say('history.forward'), ' ›'),
      ),
      el('p', { class: 'quiet', id: 'version-keys' }, say('history.keys')),
      el(
        'ol',
        { class: 'rail', 'aria-label': say('history.list') },
        facts.map((fact, i) => stop(fact, i + 1, actions)),
      ),
    ),
    el(
      'div',
      { class: 'columns' },
      el(
        'div',
        { class: 'column' },
        el('section', { class: 'card', id: 'fact', 'aria-labelledby': 'fact-title' }),
        el('section', { class: 'card', id: 'proof', 'aria-labelledby': 'proof-title' }),
      ),
      el('section', { class: 'card', id: 'then', 'aria-labelledby': 'then-title' }),
    ),
  );
}

/** Shows the version at which the story stands. @param replay As the store answered, null without one, or not yet. */
export function showVersion(story, replay, trouble) {
  const { facts, version } = story;
  const fact = facts[version - 1];
  const slider = byId('version');
  slider.value = version;
  slider.setAttribute('aria-valuetext', valueText(facts, version));
  byId('version-label').textContent = say('history.at', version, facts.length);
  byId('earlier').disabled = version === 1;
  byId('later').disabled = version === facts.length;
  for (const place of byId('history').querySelectorAll('.rail button')) {
    const isHere = Number(place.dataset.version) === version;
    if (isHere) place.setAttribute('aria-current', 'step');
    else place.removeAttribute('aria-current');
    if (isHere) intoView(place);
  }
  const changes = replay ? changesOf(replay, version) : null;
  show(byId('fact'), factPanel(fact, changes));
  show(byId('then'), thenPanel(story, replay, changes, trouble));
}

export function showProof(story, again) {
  const { version } = story;
  show(byId('proof'), proofPanel(told(story.proofs.get(version)), again));
  for (const [proven, proof] of story.proofs) {
    const dot = byId(`stop-${proven}`).querySelector('.mark');
    dot.replaceWith(mark(proof.state));
    byId(`stop-${proven}`).querySelector('.unseen').textContent = say(`state.${proof.state}`);
  }
}

/** How far the check of all has come, and in the end what it found. */
export function showAllChecked(story, done) {
  const of = story.facts.length;
  const place = byId('all-checked');
  if (done < of) {
    const bar = el('progress', { id: 'progress', max: of, value: done });
    show(place, el('label', { for: 'progress' }, say('history.checking', done, of)), bar);
    return;
  }
  show(place, outcomeOf(story));
}

function outcomeOf({ facts, proofs }) {
  const versionsThat = (state) => [...proofs].filter(([, proof]) => proof.state === state).map(([version]) => version);
  const bad = versionsThat('bad').sort((a, b) => a - b);
  if (bad.length > 0) {
    return verdictLine('bad', say('history.someBad', bad.length, facts.length, bad.map(count).join(', ')));
  }
  const unknown = [...proofs.values()].find((proof) => proof.state === 'none');
  if (unknown) return verdictLine('wait', say('head.unknown'), troubleOf(unknown.error));
  const wait = versionsThat('wait').length;
  if (wait > 0) return verdictLine('wait', say('history.someWait', wait, facts.length));
  return verdictLine('ok', say('history.allOk', facts.length));
}

function thenPanel(story, replay, changes, trouble) {
  const title = el('h3', { id: 'then-title' }, say('then.title'));
  if (trouble) return [title, verdictLine('wait', trouble)];
  if (replay === undefined) return [title, el('p', { class: 'quiet' }, say('history.loading'))];
  if (replay === null) return [title, el('p', { class: 'quiet' }, say('then.none'))];
  const check = replayCheck(story.facts, replay);
  const changed = new Set((changes ?? []).map(({ path }) => pathOf(path).top));
  const moment = momentPanel(replay[story.target.category], replay.state, changed);
  return check.state === 'bad' ? [title, checkList([check]), moment] : [title, moment, checkList([check])];
}

/** Sideways alone: the page itself stays where the reader put it. */
function intoView(place) {
  const rail = place.closest('.rail');
  const [here, around] = [place.getBoundingClientRect(), rail.getBoundingClientRect()];
  if (here.left < around.left) rail.scrollLeft += here.left - around.left - 8;
  else if (here.right > around.right) rail.scrollLeft += here.right - around.right + 8;
}

function changesOf(replay, version) {
  const told = replay.facts?.find((fact) => fact.version === version);
  return Array.isArray(told?.changes) ? told.changes : null;
}

function told(proof) {
  return proof?.error ? { ...proof, trouble: troubleOf(proof.error) } : proof;
}

function stop(fact, version, actions) {
  const { type, recordedAt } = fact.envelope;
  return el(
    'li',
    {},
    el(
      'button',
      { type: 'button', id: `stop-${version}`, 'data-version': version, onclick: () => actions.go(version) },
      mark('none'),
      el('span', { class: 'stop-name' }, factName(type)),
      el('time', { datetime: recordedAt }, timeInTokyo(recordedAt)),
      el('span', { class: 'unseen' }, say('state.none')),
    ),
  );
}

function valueText(facts, version) {
  const { type, recordedAt } = facts[version - 1].envelope;
  return say('history.valueText', version, facts.length, factName(type), inTokyo(recordedAt));
}
