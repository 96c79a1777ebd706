// One history that is being looked at: its facts, where the reader stands in it, and what was found out so far.

import { checkFact } from './fact-checks.js';
import { isReplayed, readReplay, readStream } from './log.js';
import { Refused } from './session.js';

const AT_ONCE = 4;

/** `O-202611-000001`, or `quote/…` for other streams, and the version after an `@` where a link names one. */
export function targetOf(text) {
  const [, plain, version] = /^(.*?)(?:@(\d{1,9}))?$/.exec(text.normalize('NFKC').trim());
  const [, category, rest] = /^([a-z-]+)\/(.+)$/.exec(plain) ?? [];
  const id = rest ?? plain.toUpperCase();
  return id === '' ? null : { category: category ?? 'order', id, version: version && Number(version) };
}

/** What a link to this place says behind its `#`. */
export function linkOf({ category, id }, version) {
  return `#${category === 'order' ? '' : `${category}/`}${encodeURIComponent(id)}${version ? `@${version}` : ''}`;
}

/** Reads a history; one without a fact is as if it were not there. */
export async function openStory(target) {
  const facts = await readStream(target.category, target.id);
  if (facts.length === 0) throw new Refused(404, 'page.not_found');
  const version = Math.min(target.version || facts.length, facts.length);
  return { target, facts, version, proofs: new Map(), replays: new Map() };
}

/** The thing at a version with what its facts changed, read once; null for histories that the store does not replay. */
export async function replayAt(story, version) {
  const { category, id } = story.target;
  if (!isReplayed(category)) return null;
  if (!story.replays.has(version)) story.replays.set(version, await readReplay(category, id, version));
  return story.replays.get(version);
}

/**
 * Finds out about one fact, under the head as it was checked, if it was; a store that does not answer proves nothing
 * either way.
 */
export async function proveAt(story, version, head) {
  story.proofs.delete(version);
  const proof = await proofOf(story, version, head);
  story.proofs.set(version, proof);
  return proof;
}

async function proofOf(story, version, head) {
  if (!head) return { state: 'none', error: new Refused(undefined, 'page.no_checkpoint') };
  if (!head.checkpoint) return untrusted([]);
  try {
    const proof = await checkFact(story.facts, version - 1, story.target, head.checkpoint);
    return head.ok ? proof : untrusted(proof.checks.filter((check) => check.name !== 'inclusion'));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { state: 'none', error };
  }
}

/** By a checkpoint that did not hold nothing is proven. */
function untrusted(checks) {
  const check = { name: 'inclusion', state: 'bad', says: ['untrusted.root'] };
  return { state: 'bad', checks: [...checks, check], inclusion: null };
}

/** Every fact, a few at a time; tells after each how many are done. */
export async function proveAll(story, head, tell) {
  const waiting = story.facts.map((_, i) => i + 1);
  let done = 0;
  const work = async () => {
    for (let version = waiting.shift(); version !== undefined; version = waiting.shift()) {
      await proveAt(story, version, head);
      done += 1;
      tell(done);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}
