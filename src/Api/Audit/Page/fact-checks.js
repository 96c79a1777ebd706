// Whether a fact that the store shows is the one that stands in its log. `history` is a whole stream, oldest first.

import { equal, toBase64 } from './bytes.js';
import { readInclusion } from './log.js';
import { leafHash, verifyInclusion } from './merkle.js';

/**
 * `{ state, checks, inclusion }`: `ok`, `bad`, or `wait` where no signed checkpoint covers the fact yet. `inclusion`
 * has the climb from the leaf to the root, for drawing. Throws `Refused` where the store does not answer.
 */
export async function checkFact(history, index, { category, id }, checkpoint) {
  const fact = history[index];
  const leaf = await leafHash(fact.bytes);
  const checks = [
    equal(leaf, fact.leaf) ? right('leaf', 'leaf.good') : fault('leaf', 'leaf.bad'),
    placeCheck(fact.envelope, index, category, id),
    await linkCheck(history, index),
  ];
  if (fact.position >= checkpoint.size) {
    checks.push({ name: 'inclusion', state: 'wait', says: ['inclusion.wait', checkpoint.size] });
    return verdict(checks, null);
  }

  const proof = await readInclusion(fact.position, checkpoint.size);
  const inclusion = await verifyInclusion(fact.position, checkpoint.size, leaf, proof, checkpoint.root);
  checks.push(
    inclusion.ok
      ? right('inclusion', 'inclusion.good', fact.position, checkpoint.size)
      : fault('inclusion', 'inclusion.bad', fact.position, checkpoint.size),
  );
  return verdict(checks, { ...inclusion, leaf, root: checkpoint.root });
}

function verdict(checks, inclusion) {
  const bad = checks.some((check) => check.state === 'bad');
  return { state: bad ? 'bad' : inclusion === null ? 'wait' : 'ok', checks, inclusion };
}

/** The envelope itself says whose fact it is and which: one of another stream can't be slipped in. */
function placeCheck(envelope, index, category, id) {
  const fits = envelope.category === category && envelope.stream === id && envelope.version === index + 1;
  return fits
    ? right('place', 'place.good', envelope.version)
    : fault('place', 'place.bad', `${envelope.category} ${envelope.stream}`, envelope.version, index + 1);
}

/** Each fact carries the hash of the one before it in its stream. */
async function linkCheck(history, index) {
  const { prev } = history[index].envelope;
  if (index === 0) return prev === null ? right('link', 'link.first') : fault('link', 'link.missing');
  const before = toBase64(await leafHash(history[index - 1].bytes));
  return prev === before ? right('link', 'link.good', index) : fault('link', 'link.bad', index);
}

/** Whether the store's own telling of the facts (which, who, when, what) agrees with the bytes that are proven. */
export function replayCheck(history, replay) {
  const agrees = Array.isArray(replay.facts) && replay.facts.every((told, i) => isTold(history[i], told));
  return agrees ? right('replay', 'replay.good') : fault('replay', 'replay.bad');
}

function isTold(fact, told) {
  const { envelope } = fact ?? {};
  return (
    envelope !== undefined &&
    told.position === fact.position &&
    told.leafHash === toBase64(fact.leaf) &&
    ['version', 'type', 'typeVersion', 'recordedAt', 'actor', 'correlation', 'causation', 'data'].every(
      (field) => JSON.stringify(told[field]) === JSON.stringify(envelope[field]),
    )
  );
}

const right = (name, ...says) => ({ name, state: 'ok', says });

const fault = (name, ...says) => ({ name, state: 'bad', says });
