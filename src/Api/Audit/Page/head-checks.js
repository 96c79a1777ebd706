// Whether the checkpoint that the store hands out now may be believed: it is well formed, signed by the key that this
// browser knows, and continues the last one that this browser saw. The checks come in the order of what they rest on.

import { equal } from './bytes.js';
import { readCheckpointNote, readConsistency, readFactAt, readInclusion, readKeys } from './log.js';
import { remember, remembered } from './memory.js';
import { leafHash, verifyConsistency, verifyInclusion } from './merkle.js';
import { isNamedIn, isSignedBy, readCheckpoint, readKey, readNote, readRotation } from './note.js';
import { Refused } from './session.js';

/**
 * `{ ok, note, checks, checkpoint, key, memory }`. A check is `{ name, state, says }`: `ok`, `new` (at first contact)
 * or `bad`, with what to say about it as `[word, …arguments]`. Throws `Refused` where the store does not answer.
 */
export async function checkHead() {
  const sent = await readCheckpointNote();
  const note = readNote(sent);
  const checkpoint = note && readCheckpoint(note.text);
  if (!checkpoint) return verdict(sent, [fault('form', 'form.bad')], null, null, null);

  const memory = remembered();
  const offered = await readKeys();
  const trust = await (memory ? follow(memory, note, checkpoint, offered) : meet(note, offered));
  const checks = [logCheck(memory, checkpoint), trust.check];
  checks.push(await signatureCheck(trust.key, note));
  checks.push(await continuity(memory, checkpoint));

  const answer = verdict(sent, checks, checkpoint, trust.key, memory);
  if (answer.ok) {
    const at = new Date().toISOString();
    answer.kept = remember({ origin: checkpoint.origin, key: trust.key.line, note: sent, at });
  }
  return answer;
}

/** When the last fact under a checkpoint was recorded, if that fact is proven to stand there; otherwise null. */
export const newestFact = (checkpoint) =>
  proveNewest(checkpoint).catch((error) => {
    if (error instanceof Refused) return null;
    throw error;
  });

async function proveNewest({ size, root }) {
  const last = size === 0 ? null : await readFactAt(size - 1);
  if (last === null) return null;
  const proof = await readInclusion(size - 1, size);
  const inclusion = await verifyInclusion(size - 1, size, await leafHash(last.bytes), proof, root);
  return inclusion.ok ? last.envelope.recordedAt : null;
}

function verdict(note, checks, checkpoint, key, memory) {
  return { ok: checks.every((check) => check.state !== 'bad'), note, checks, checkpoint, key, memory };
}

function logCheck(memory, checkpoint) {
  if (memory === null) return { name: 'log', state: 'new', says: ['log.new', checkpoint.origin] };
  return memory.origin === checkpoint.origin
    ? right('log', 'log.same', checkpoint.origin)
    : fault('log', 'log.other', memory.origin, checkpoint.origin);
}

/** First contact: whichever of the offered keys has signed is the one to know from now on. */
async function meet(note, offered) {
  for (const line of linesOf(offered)) {
    const key = await readKey(line);
    if (key && isNamedIn(key, note)) return { key, check: { name: 'key', state: 'new', says: ['key.new', key.id] } };
  }
  return { key: null, check: fault('key', 'key.none') };
}

/** From the known key along the notes in which each key names the next, to the one that has signed. */
async function follow(memory, note, checkpoint, offered) {
  const known = await readKey(memory.key);
  if (known === null) return { key: null, check: fault('key', 'key.memory') };
  let key = known;
  const passed = new Set();
  for (;;) {
    const next = await successor(key, checkpoint.origin, offered);
    if (isNamedIn(key, note)) {
      // A key that has handed over signs nothing larger.
      if (next && next.size < checkpoint.size) return { key, check: fault('key', 'key.retired', key.id, next.key.id) };
      const check = key === known ? right('key', 'key.same', key.id) : right('key', 'key.followed', known.id, key.id);
      return { key, check };
    }
    passed.add(key.line);
    if (next === null || passed.has(next.key.line) || checkpoint.size < next.size) break;
    key = next.key;
  }
  return { key: null, check: fault('key', 'key.changed', known.id, note.signatures[0].keyId) };
}

/** The key that `key` names as the next, in a note that it has truly signed. */
async function successor(key, origin, offered) {
  for (const entry of offered.keys ?? []) {
    const note = readNote(entry.introducedBy);
    const rotation = note && readRotation(note.text);
    if (!rotation || rotation.origin !== origin || !(await isSignedBy(key, note))) continue;
    const next = await readKey(rotation.next);
    if (next) return { key: next, size: rotation.size };
  }
  return null;
}

async function signatureCheck(key, note) {
  if (key === null) return fault('signature', 'signature.unknown');
  return (await isSignedBy(key, note))
    ? right('signature', 'signature.good', key.id)
    : fault('signature', 'signature.bad', key.id);
}

async function continuity(memory, now) {
  if (memory === null) return { name: 'history', state: 'new', says: ['history.new', now.size] };
  const before = readCheckpoint(readNote(memory.note)?.text ?? '');
  if (before === null) return fault('history', 'history.memory');
  if (now.size < before.size) return fault('history', 'history.shrunk', before.size, now.size);
  if (now.size === before.size) {
    return equal(now.root, before.root)
      ? right('history', 'history.same', now.size)
      : fault('history', 'history.forked', now.size);
  }
  if (before.size === 0) return { name: 'history', state: 'new', says: ['history.new', now.size] };
  const proof = await readConsistency(before.size, now.size);
  return (await verifyConsistency(before.size, now.size, before.root, now.root, proof))
    ? right('history', 'history.grown', before.size, now.size)
    : fault('history', 'history.rewritten', before.size, now.size);
}

const linesOf = (offered) => (offered.keys ?? []).map((entry) => String(entry.verifierKey)).reverse();

const right = (name, ...says) => ({ name, state: 'ok', says });

const fault = (name, ...says) => ({ name, state: 'bad', says });
