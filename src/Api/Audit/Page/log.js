// What the store's log answers, read and nothing believed: each field is of its form, or the answer is refused.

import { fromBase64, fromUtf8 } from './bytes.js';
import { get, Refused } from './session.js';

/** The signed note as it was sent. */
export const readCheckpointNote = async () => (await get('/v1/audit/checkpoint')).text();

/** What the store says its keys are, and how one followed the other. */
export const readKeys = async () => (await get('/v1/audit/keys')).json();

export const readInclusion = (position, size) => readProof(`inclusion?position=${position}&size=${size}`);

export const readConsistency = (from, to) => readProof(`consistency?from=${from}&to=${to}`);

/** The facts of one stream, oldest first, with the exact bytes of each. */
export async function readStream(category, id) {
  const answer = await get(`/v1/audit/streams/${encodeURIComponent(category)}/${encodeURIComponent(id)}`);
  const lines = (await answer.text()).split('\n').filter((line) => line !== '');
  return lines.map(readLine);
}

/** The fact at a position; null where there is none. */
export async function readFactAt(position) {
  const answer = await get(`/v1/audit/events?after=${position - 1}&limit=1`);
  const [line] = (await answer.text()).split('\n');
  const fact = line ? readLine(line) : null;
  return fact?.position === position ? fact : null;
}

const REPLAYED = { order: 'orders', quote: 'quotes', contract: 'contracts', account: 'accounts' };

/** Whether the store shows what such a stream came to at a version. */
export const isReplayed = (category) => REPLAYED[category] !== undefined;

export async function readReplay(category, id, version) {
  const thing = `${REPLAYED[category]}/${encodeURIComponent(id)}`;
  return (await get(`/v1/audit/${thing}/replay?version=${version}`)).json();
}

function readLine(line) {
  const { position, leafHash, envelope } = parsed(line);
  const bytes = fromBase64(envelope);
  const leaf = fromBase64(leafHash);
  const text = bytes && fromUtf8(bytes);
  if (!Number.isSafeInteger(position) || leaf === null || text === null) throw unreadable();
  // Shown is what the bytes say that are proven, never the store's own rendering of them.
  return { position, leaf, bytes, text, envelope: parsed(text) };
}

async function readProof(query) {
  const { hashes } = await (await get(`/v1/audit/proofs/${query}`)).json();
  const proof = Array.isArray(hashes) ? hashes.map(fromBase64) : [null];
  if (proof.includes(null)) throw unreadable();
  return proof;
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    throw unreadable();
  }
}

const unreadable = () => new Refused(undefined, 'page.unreadable');
