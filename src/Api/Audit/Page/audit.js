// The page as a whole: who is signed in, which language, which history, and what follows from what.

import { byId, show } from './dom.js';
import { checkHead, newestFact } from './head-checks.js';
import { headWord, showHead } from './head-panel.js';
import { isReplayed } from './log.js';
import { forget } from './memory.js';
import { fingerprint } from './note.js';
import { proofWords } from './proof-panel.js';
import * as session from './session.js';
import * as settings from './settings.js';
import { linkOf, openStory, proveAll, proveAt, replayAt, targetOf } from './story.js';
import { mountStory, showAllChecked, showProof, showVersion } from './story-panel.js';
import { troubleOf } from './verdicts.js';
import { say, sayAll } from './words.js';

let head = { busy: false };
let checking = null;
let story = null;
let allChecked = null;

// The log's head.

/** Checks the head; whoever asks meanwhile gets the same answer. */
function checkNow() {
  checking ??= check().finally(() => {
    checking = null;
  });
  return checking;
}

async function check() {
  head = { ...head, busy: true, forgetting: false };
  renderHead();
  try {
    const result = await checkHead();
    const known = result.key && (await fingerprint(result.key));
    head = { busy: false, result, fingerprint: known, newest: result.ok ? await newestFact(result.checkpoint) : null };
  } catch (error) {
    head = { busy: false, trouble: troubleOf(error) };
  }
  renderHead();
  if (session.isSignedIn()) announce(say(`head.${headWord(head)}`));
}

function renderHead() {
  showHead(byId('head'), head, { again: checkAgain, forget: forgetLog });
}

async function checkAgain() {
  await checkNow();
  if (story) await proveShown();
}

/** Asks once more before it forgets, in the same button. */
function forgetLog() {
  if (head.forgetting) {
    forget();
    head = { busy: false, trouble: say('head.forgotten') };
    announce(head.trouble);
  } else {
    head.forgetting = true;
  }
  renderHead();
  if (!head.forgetting) byId('head-again').focus();
}

// The history that is shown.

async function openFromLink() {
  const target = targetOf(decoded(location.hash.slice(1)));
  if (!session.isSignedIn() || target === null) return;
  const isHere = story?.target.category === target.category && story.target.id === target.id;
  if (isHere) {
    if (target.version && target.version !== story.version) go(target.version);
    return;
  }
  byId('number').value = linkOf(target).slice(1);
  trouble(null);
  try {
    story = await openStory(target);
  } catch (error) {
    story = null;
    byId('history').hidden = true;
    trouble(error.status === 404 ? say('error.notFound', target.id) : troubleOf(error));
    return;
  }
  allChecked = null;
  mount();
  byId('history-title').focus();
  await (checking ?? Promise.resolve());
  await reachCheckpoint();
  go(story.version);
}

/** A checkpoint covers what was recorded before it was asked for, so for newer facts one more question is enough. */
async function reachCheckpoint() {
  const { ok, checkpoint } = head.result ?? {};
  if (ok && story.facts.at(-1).position >= checkpoint.size) await checkNow();
}

function mount() {
  byId('history').hidden = false;
  mountStory(byId('history'), story, { go, checkAll, again: proveShown });
  showVersion(story, undefined);
  showProof(story, proveShown);
  if (allChecked !== null) showAllChecked(story, allChecked);
}

function go(version) {
  story.version = Math.min(Math.max(version, 1), story.facts.length);
  history.replaceState(null, '', linkOf(story.target, story.version));
  showVersion(story, replayRead(story));
  showProof(story, proveShown);
  replayShown();
  if (!story.proofs.has(story.version)) proveShown();
}

/** Null where there is none, undefined where it has not been read. */
const replayRead = ({ target, replays, version }) => (isReplayed(target.category) ? replays.get(version) : null);

async function replayShown() {
  const { version } = story;
  const shown = story;
  const isStillHere = () => story === shown && story.version === version;
  try {
    const replay = await replayAt(shown, version);
    if (isStillHere()) showVersion(story, replay);
  } catch (error) {
    if (isStillHere()) showVersion(story, undefined, troubleOf(error));
  }
}

async function proveShown() {
  const shown = story;
  const { version } = story;
  shown.proofs.delete(version);
  showProof(story, proveShown);
  const proof = await proveAt(shown, version, head.result);
  if (story !== shown) return;
  showProof(story, proveShown);
  if (story.version === version) announce(proofWords(proof));
}

async function checkAll() {
  const shown = story;
  byId('check-all').disabled = true;
  showAllChecked(story, (allChecked = 0));
  await checkNow();
  await proveAll(shown, head.result, (done) => {
    if (story !== shown) return;
    allChecked = done;
    showAllChecked(story, done);
    showProof(story, proveShown);
  });
  if (story === shown) byId('check-all').disabled = false;
}

// Signing in and out.

async function attempt(form, act) {
  const button = form.querySelector('button');
  button.disabled = true;
  trouble(null);
  try {
    await act();
    enter();
  } catch (error) {
    trouble(troubleOf(error));
  } finally {
    button.disabled = false;
  }
}

function enter() {
  byId('password').value = '';
  byId('token').value = '';
  render();
  byId('number').focus();
  checkNow();
  openFromLink();
}

async function leave(told) {
  story = null;
  head = { busy: false };
  byId('history').hidden = true;
  show(byId('history'));
  render();
  trouble(told);
  byId('email').focus();
}

// The frame.

function trouble(text) {
  const place = byId('trouble');
  place.hidden = !text;
  place.textContent = text ?? '';
}

function announce(text) {
  byId('announce').textContent = text;
}

function render() {
  const isIn = session.isSignedIn();
  sayAll(document);
  document.title = `${say('title')} · Store`;
  byId('sign-in').hidden = isIn;
  byId('desk').hidden = !isIn;
  byId('sign-out').hidden = !isIn;
  byId('sign-out').textContent = say(session.isPasted() ? 'forgetToken' : 'signOut');
  byId('theme').value = settings.theme();
  for (const choice of byId('languages').querySelectorAll('input')) {
    choice.checked = choice.value === settings.language();
  }
  if (isIn) renderHead();
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

function listen() {
  byId('languages').addEventListener('change', (event) => {
    settings.chooseLanguage(event.target.value);
    render();
    if (story) {
      mount();
      go(story.version);
    }
  });
  byId('theme').addEventListener('change', (event) => settings.chooseTheme(event.target.value));
  byId('sign-out').addEventListener('click', () => {
    session.signOut().catch(() => {});
    leave(say('signIn.out'));
  });
  byId('sign-in-form').addEventListener('submit', (event) => {
    event.preventDefault();
    const [email, password] = [byId('email').value.trim(), byId('password').value];
    if (email === '' || password === '') trouble(say('signIn.missing'));
    else attempt(event.target, () => session.signIn(email, password));
  });
  byId('token-form').addEventListener('submit', (event) => {
    event.preventDefault();
    const token = byId('token').value.trim();
    if (token === '') trouble(say('signIn.noToken'));
    else attempt(event.target, () => session.useToken(token));
  });
  byId('find').addEventListener('submit', (event) => {
    event.preventDefault();
    const target = targetOf(byId('number').value);
    if (target === null) return trouble(say('find.empty'));
    const link = linkOf(target, target.version);
    if (location.hash === link) return openFromLink();
    location.hash = link;
  });
  addEventListener('hashchange', openFromLink);
  session.onEnded(() => leave(say('signIn.ended')));
}

listen();
render();
if (globalThis.crypto?.subtle === undefined) trouble(say('error.insecure'));
else if (session.isSignedIn()) enter();
