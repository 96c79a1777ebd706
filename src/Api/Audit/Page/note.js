// Signed notes, checkpoints and verifier keys (C2SP signed-note, tlog-checkpoint), read as strictly as the store writes
// them. Only keys on P-256 are known: the store has no others, and browsers verify them.

import { concat, fromBase64, sha256, toHex, utf8 } from './bytes.js';

const LOG_KEY = 0x02;
const KEY_ID_SIZE = 4;
const ROOT_SIZE = 32;

/** `{ text, signatures: [{ name, keyId, bytes }] }`, or null. It says nothing until a signature was verified. */
export function readNote(note) {
  if (typeof note !== 'string' || /[\u0000-\u0009\u000b-\u001f]/.test(note)) return null;
  const end = note.lastIndexOf('\n\n');
  if (end <= 0 || !note.endsWith('\n') || end + 2 === note.length) return null;
  const signatures = note.slice(end + 2, -1).split('\n').map(readSignature);
  return signatures.includes(null) ? null : { text: note.slice(0, end + 1), signatures };
}

function readSignature(line) {
  const [, name, text] = /^\u2014 ([^\s+]+) (\S+)$/.exec(line) ?? [];
  const bytes = text === undefined ? null : fromBase64(text);
  if (bytes === null || bytes.length <= KEY_ID_SIZE) return null;
  return { name, keyId: toHex(bytes.subarray(0, KEY_ID_SIZE)), bytes: bytes.subarray(KEY_ID_SIZE) };
}

/** `{ origin, size, root }` of a note's text, or null for anything but the three lines. */
export function readCheckpoint(text) {
  const [, origin, digits, hash] = /^([^\n]+)\n(0|[1-9]\d{0,15})\n([^\n]+)\n$/.exec(text) ?? [];
  const size = Number(digits);
  const root = hash === undefined ? null : fromBase64(hash);
  if (root === null || root.length !== ROOT_SIZE || !Number.isSafeInteger(size)) return null;
  return { origin, size, root };
}

/** `{ origin, size, next }` of a note's text in which a key names its successor, or null; `next` is a key's line. */
export function readRotation(text) {
  const [, origin, digits, next] = /^store key rotation\n([^\n]+)\n(0|[1-9]\d{0,15})\n([^\n]+)\n$/.exec(text) ?? [];
  return next === undefined ? null : { origin, size: Number(digits), next };
}

/** The log's key in the line `name+id+base64(type ‖ key)`: `{ line, name, id, spki, key }`, or null. */
export async function readKey(line) {
  const [, name, id, text] = /^([^\s+]+)\+([0-9a-f]{8})\+(\S+)$/.exec(line) ?? [];
  const bytes = text === undefined ? null : fromBase64(text);
  if (bytes === null || bytes[0] !== LOG_KEY) return null;
  const spki = bytes.subarray(1);
  if (toHex((await sha256(spki)).subarray(0, KEY_ID_SIZE)) !== id) return null;
  try {
    const key = await crypto.subtle.importKey('spki', spki, { name: 'ECDSA', namedCurve: 'P-256' }, true, ['verify']);
    return { line, name, id, spki, key };
  } catch {
    return null;
  }
}

/** The whole SHA-256 of a key, for comparing by telephone: eight groups of eight digits. */
export async function fingerprint(key) {
  return toHex(await sha256(key.spki)).match(/.{8}/g).join(' ');
}

/** Whether the note claims to be signed by the key. */
export function isNamedIn(key, note) {
  return note.signatures.some((signature) => isOf(key, signature));
}

/** True where the note has this key's signature and every one that claims to be this key's holds. */
export async function isSignedBy(key, note) {
  const claimed = note.signatures.filter((signature) => isOf(key, signature));
  for (const signature of claimed) {
    const plain = derToPlain(signature.bytes);
    const algorithm = { name: 'ECDSA', hash: 'SHA-256' };
    if (plain === null || !(await crypto.subtle.verify(algorithm, key.key, plain, utf8(note.text)))) return false;
  }
  return claimed.length > 0;
}

const isOf = (key, signature) => signature.name === key.name && signature.keyId === key.id;

/**
 * An ECDSA signature as notes carry it (DER: a sequence of two integers) as browsers verify it: the two as 32 bytes
 * each. Null for anything that is not the one right way to write it.
 */
export function derToPlain(der) {
  if (der[0] !== 0x30 || der[1] !== der.length - 2 || der.length > 72) return null;
  const r = integerAt(der, 2);
  const s = r === null ? null : integerAt(der, r.end);
  return s === null || s.end !== der.length ? null : concat(r.bytes, s.bytes);
}

function integerAt(der, at) {
  const length = der[at + 1];
  const end = at + 2 + length;
  if (der[at] !== 0x02 || !(length > 0) || end > der.length) return null;
  const bytes = der.subarray(at + 2, end);
  const padded = bytes[0] === 0 && length > 1;
  const negative = bytes[0] >= 0x80;
  if (negative || (padded && bytes[1] < 0x80)) return null;
  const digits = padded ? bytes.subarray(1) : bytes;
  if (digits.length > 32) return null;
  const full = new Uint8Array(32);
  full.set(digits, 32 - digits.length);
  return { bytes: full, end };
}
