#!/usr/bin/env node
// Verifies a bundle of a store's history with the network off. Node 20 or newer, nothing else.
// The store's own `store verify` is the same program written a second time; both give the same verdict to the byte.
import * as crypto from 'node:crypto';
import { closeSync, fstatSync, openSync, readFileSync, readSync, realpathSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const USAGE = `node verify.mjs BUNDLE [--since OLDER_CHECKPOINT_OR_BUNDLE] [--key VKEY] [--json]
                       [--witness VKEY …] [--cosigned FILE …] [--cosignatures N]
`;

// ---- Hashes and trees (RFC 6962) ----

const sha256 = crypto.hash
  ? (bytes) => crypto.hash('sha256', bytes, 'buffer')
  : (bytes) => crypto.createHash('sha256').update(bytes).digest();

const sha256Text = crypto.hash
  ? (bytes) => crypto.hash('sha256', bytes, 'base64')
  : (bytes) => crypto.createHash('sha256').update(bytes).digest('base64');

const pair = Buffer.alloc(65);
pair[0] = 1;

const nodeHash = (left, right) => {
  left.copy(pair, 1);
  right.copy(pair, 33);
  return sha256(pair);
};

const leafHash = (envelope) => sha256(Buffer.concat([Buffer.of(0), envelope]));

const EMPTY_ROOT = sha256(Buffer.alloc(0));

/** The right edge of a growing tree: roots of its complete subtrees, largest first. */
class Edge {
  constructor(other) {
    this.size = other ? other.size : 0;
    this.hashes = other ? [...other.hashes] : [];
  }

  append(hash, completed) {
    this.hashes.push(hash);
    let rest = this.size;
    for (let level = 1; rest % 2 === 1; level++) {
      const right = this.hashes.pop();
      const merged = nodeHash(this.hashes.pop(), right);
      this.hashes.push(merged);
      rest = (rest - 1) / 2;
      if (completed) completed(level, merged);
    }
    this.size++;
  }

  root() {
    if (this.hashes.length === 0) return EMPTY_ROOT;
    let root = this.hashes[this.hashes.length - 1];
    for (let i = this.hashes.length - 2; i >= 0; i--) root = nodeHash(this.hashes[i], root);
    return root;
  }
}

const rootOf = (hashes) => {
  const edge = new Edge();
  for (const hash of hashes) edge.append(hash);
  return edge.root();
};

const isHash = (bytes) => bytes instanceof Uint8Array && bytes.length === 32;

/** Whether a leaf stands at an index of a tree (RFC 9162, 2.1.3.2). Sizes are BigInt; never throws. */
export function verifyInclusion(index, size, leaf, proof, root) {
  if (index < 0n || index >= size || !isHash(leaf) || !isHash(root) || !proof.every(isHash)) return false;
  let [fn, sn, hash] = [index, size - 1n, leaf];
  for (const sibling of proof) {
    if (sn === 0n) return false;
    if (fn % 2n === 1n || fn === sn) {
      hash = nodeHash(sibling, hash);
      while (fn % 2n === 0n && fn !== 0n) {
        fn /= 2n;
        sn /= 2n;
      }
    } else {
      hash = nodeHash(hash, sibling);
    }
    fn /= 2n;
    sn /= 2n;
  }
  return sn === 0n && hash.equals(root);
}

/** Whether a tree is the beginning of a later one (RFC 9162, 2.1.4.2). Sizes are BigInt; never throws. */
export function verifyConsistency(size1, size2, root1, root2, proof) {
  if (size1 <= 0n || size1 > size2 || !isHash(root1) || !isHash(root2) || !proof.every(isHash)) return false;
  if (size1 === size2) return proof.length === 0 && root1.equals(root2);
  const path = (size1 & (size1 - 1n)) === 0n ? [root1, ...proof] : [...proof];
  if (path.length === 0) return false;
  let [fn, sn] = [size1 - 1n, size2 - 1n];
  while (fn % 2n === 1n) {
    fn /= 2n;
    sn /= 2n;
  }
  let [old, later] = [path[0], path[0]];
  for (const sibling of path.slice(1)) {
    if (sn === 0n) return false;
    if (fn % 2n === 1n || fn === sn) {
      old = nodeHash(sibling, old);
      later = nodeHash(sibling, later);
      while (fn % 2n === 0n && fn !== 0n) {
        fn /= 2n;
        sn /= 2n;
      }
    } else {
      later = nodeHash(later, sibling);
    }
    fn /= 2n;
    sn /= 2n;
  }
  return sn === 0n && old.equals(root1) && later.equals(root2);
}

// ---- Notes, checkpoints and keys (C2SP) ----

const LONGEST_NOTE = 65536;
const LARGEST = Number.MAX_SAFE_INTEGER;
const WITNESS_TYPE = Buffer.concat([Buffer.of(0xff), Buffer.from('ecdsa-p256-cosignature/v1\n')]);

const isName = (name) => name.length > 0 && !/[+\p{Z}\p{Cc}]/u.test(name);

const fromBase64 = (text) =>
  text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text) ? Buffer.from(text, 'base64') : null;

const wholeNumber = (text) => (/^(0|[1-9][0-9]{0,15})$/.test(text) && Number(text) <= LARGEST ? Number(text) : null);

function readNote(text) {
  if (text.length > LONGEST_NOTE || /[\0-\x09\x0b-\x1f]/.test(text)) return null;
  const end = text.lastIndexOf('\n\n');
  if (end <= 0 || !text.endsWith('\n') || end + 2 === text.length) return null;
  const signatures = [];
  for (const line of text.slice(end + 2, -1).split('\n')) {
    if (!line.startsWith('\u2014 ')) return null;
    const parts = line.slice(2).split(' ');
    const bytes = parts.length === 2 && isName(parts[0]) ? fromBase64(parts[1]) : null;
    if (!bytes || bytes.length <= 4) return null;
    signatures.push({ name: parts[0], id: bytes.toString('hex', 0, 4), bytes: bytes.subarray(4) });
  }
  return signatures.length <= 100 ? { text: text.slice(0, end + 1), signatures } : null;
}

function readCheckpoint(text) {
  const lines = text.split('\n');
  if (lines.length !== 4 || lines[0] === '' || lines[3] !== '') return null;
  const size = wholeNumber(lines[1]);
  const root = fromBase64(lines[2]);
  return size !== null && root && root.length === 32 && root.toString('base64') === lines[2]
    ? { origin: lines[0], size, root }
    : null;
}

export function readKey(text) {
  if (typeof text !== 'string' || text.length > LONGEST_NOTE) return null;
  const parts = text.split('+');
  if (parts.length < 3) return null;
  const [name, id] = parts;
  const bytes = fromBase64(parts.slice(2).join('+'));
  if (!bytes || !isName(name)) return null;
  const isWitness = bytes.subarray(0, WITNESS_TYPE.length).equals(WITNESS_TYPE);
  if (!isWitness && bytes[0] !== 2) return null;
  const spki = bytes.subarray(isWitness ? WITNESS_TYPE.length : 1);
  const identity = isWitness ? Buffer.concat([Buffer.from(`${name}\n`), WITNESS_TYPE, spki]) : spki;
  if (sha256(identity).toString('hex', 0, 4) !== id) return null;
  try {
    const key = crypto.createPublicKey({ key: spki, format: 'der', type: 'spki' });
    return key.asymmetricKeyDetails?.namedCurve === 'prime256v1' &&
      key.export({ format: 'der', type: 'spki' }).equals(spki)
      ? { name, id, text: `${name}+${id}+${bytes.toString('base64')}`, isWitness, key }
      : null;
  } catch {
    return null;
  }
}

const namedBy = (key, note) => note.signatures.filter((s) => s.name === key.name && s.id === key.id);

/** Every signature that claims to be the key's has to hold. */
function holds(key, note) {
  const claimed = namedBy(key, note);
  return (
    claimed.length > 0 &&
    claimed.every(({ bytes }) => {
      let message = note.text;
      if (key.isWitness) {
        if (bytes.length <= 8 || bytes[0] > 127) return false;
        message = `cosignature/v1\ntime ${bytes.readBigInt64BE(0)}\n${note.text}`;
        bytes = bytes.subarray(8);
      }
      try {
        return crypto.verify('sha256', Buffer.from(message), key.key, bytes);
      } catch {
        return false;
      }
    })
  );
}

function introduces(origin, before, next) {
  if (before.endedAtSize === null || next.introducedBy === null) return false;
  const note = readNote(next.introducedBy);
  return (
    note !== null &&
    holds(before.key, note) &&
    note.text === `store key rotation\n${origin}\n${before.endedAtSize}\n${next.key.text}\n`
  );
}

/** The keys that a pinned one leads to, with the sizes that each signs; and what is wrong with the list. */
function chainOf(origin, listed, pinned) {
  const start = pinned ? listed.findIndex((k) => k.key.text === pinned.text) : 0;
  if (start < 0) return { origin, trusted: [], faults: [say.pinnedKeyUnknown(pinned)] };
  const chain = { origin, trusted: [], faults: [] };
  for (let i = start; i < listed.length; i++) {
    if (i > start && !introduces(origin, listed[i - 1], listed[i])) {
      chain.faults.push(say.notIntroduced(listed[i].key));
      break;
    }
    const from = i === 0 ? 0 : (listed[i - 1].endedAtSize ?? 0);
    chain.trusted.push({ key: listed[i].key, from, to: listed[i].endedAtSize ?? LARGEST });
  }
  return chain;
}

function objection(chain, { name, note, checkpoint }) {
  if (checkpoint.origin !== chain.origin) return say.otherLog(name);
  const signers = chain.trusted.filter(({ key }) => namedBy(key, note).length > 0);
  if (signers.length === 0) return say.notSigned(name);
  for (const { key, from, to } of signers) {
    if (!holds(key, note)) return say.signatureFails(name, key);
    if (checkpoint.size < from || checkpoint.size > to) return say.signedOutOfTurn(name, key, checkpoint.size);
  }
  return null;
}

// ---- The file ----

const BLOCK = 512;
const HEAD = ['bundle.json', 'checkpoint', 'keys.json', 'verify.mjs', 'README.txt'];
const FACT_HEADER = 44;
const NODE_FRAME = 41;
const LONGEST_ENTRY = 16 * 1024 * 1024;
const LONGEST_ENVELOPE = 60 * 1024;

class Malformed extends Error {
  constructor(at, why) {
    super(why);
    this.at = at;
  }
}

const padded = (number) => String(number).padStart(12, '0');
const isZero = (bytes) => bytes.every((b) => b === 0);

/** The one header that an entry of this name and length has. */
function headerOf(name, length) {
  const block = Buffer.alloc(BLOCK);
  block.write(name, 0, 'latin1');
  block.write('0000644\0' + '0000000\0' + '0000000\0', 100, 'latin1');
  block.write(length.toString(8).padStart(11, '0') + '\0' + '00000000000\0' + '        0', 124, 'latin1');
  block.write('ustar\0' + '00', 257, 'latin1');
  let sum = 0;
  for (const byte of block) sum += byte;
  block.write(sum.toString(8).padStart(6, '0') + '\0 ', 148, 'latin1');
  return block;
}

function readHeader(block) {
  const end = block.subarray(0, 100).indexOf(0);
  const name = block.toString('latin1', 0, Math.max(end, 0));
  const digits = block.toString('latin1', 124, 135);
  if (!/^[ -~]+$/.test(name) || !/^[0-7]{11}$/.test(digits)) return null;
  const length = parseInt(digits, 8);
  return headerOf(name, length).equals(block) ? { name, length } : null;
}

/** A bundle, read entry by entry in the memory of one. */
class Bundle {
  constructor(path) {
    this.file = openSync(path, 'r');
    this.length = fstatSync(this.file).size;
    this.at = 0;
    this.entryAt = 0;
    this.header = Buffer.alloc(BLOCK);
    this.memory = Buffer.alloc(6 * 1024 * 1024);
    this.content = this.memory.subarray(0, 0);
    try {
      this.readHead();
    } catch (e) {
      this.close();
      throw e;
    }
  }

  close() {
    closeSync(this.file);
  }

  malformed(why, at = this.entryAt) {
    return new Malformed(at, why);
  }

  fill(memory) {
    let read = 0;
    while (read < memory.length) {
      const more = readSync(this.file, memory, read, memory.length - read, this.at);
      if (more === 0) throw this.malformed('the file ends early');
      read += more;
      this.at += more;
    }
  }

  /** The next entry's name; null at the end of the file. */
  next() {
    this.entryAt = this.at;
    this.fill(this.header);
    if (isZero(this.header)) {
      this.fill(this.header);
      if (isZero(this.header) && this.at === this.length) return null;
      throw this.malformed('something follows the end');
    }
    const entry = readHeader(this.header);
    if (!entry) throw this.malformed('no entry of a bundle begins here');
    if (entry.length > LONGEST_ENTRY) throw this.malformed('an entry is too long');
    const whole = Math.ceil(entry.length / BLOCK) * BLOCK;
    if (whole > this.memory.length) this.memory = Buffer.alloc(LONGEST_ENTRY + BLOCK);
    this.fill(this.memory.subarray(0, whole));
    if (!isZero(this.memory.subarray(entry.length, whole))) {
      throw this.malformed('what fills up an entry is not zero');
    }
    this.content = this.memory.subarray(0, entry.length);
    return entry.name;
  }

  readHead() {
    const texts = HEAD.map((expected) => {
      if (this.next() !== expected) throw this.malformed('an entry is out of place');
      return Buffer.from(this.content);
    });
    this.note = texts[1].length <= LONGEST_NOTE ? readNote(texts[1].toString('utf8')) : null;
    this.checkpoint = this.note && readCheckpoint(this.note.text);
    if (!this.checkpoint) throw this.malformed('the checkpoint is no signed note', 0);
    ({ origin: this.origin, size: this.size } = this.checkpoint);
    const json = `{"format":1,"origin":"${this.origin}","size":${this.size}}\n`;
    if (!/^[!#-\[\]-~]+$/.test(this.origin) || texts[0].toString('latin1') !== json) {
      throw this.malformed('bundle.json is not what the checkpoint says', 0);
    }
    this.keys = readKeys(texts[2]);
    if (!this.keys) throw this.malformed('keys.json lists no keys', 0);
  }

  /**
   * Hands over all facts and then all stored subtrees. The memory is used again; the byte before an envelope may be
   * overwritten.
   */
  read(fact, node) {
    let [expected, nodes, inTree] = [0, 0, false];
    for (let name = this.next(); name !== null; name = this.next()) {
      if (!inTree && name.startsWith('facts/')) {
        expected = this.readFacts(name, expected, fact);
        continue;
      }
      inTree = true;
      const { length } = this.content;
      if (name !== `tree/${padded(nodes)}.nodes` || length === 0 || length % NODE_FRAME !== 0) {
        throw this.malformed('an entry is out of place');
      }
      for (let at = 0; at < length; at += NODE_FRAME) {
        const index = Number(this.content.readBigInt64BE(at + 1));
        if (index < 0 || index > LARGEST) throw this.malformed('positions do not ascend below the size');
        node(this.content[at], index, this.content.subarray(at + 9, at + NODE_FRAME));
      }
      nodes += length / NODE_FRAME;
    }
  }

  readFacts(name, expected, fact) {
    const { content } = this;
    for (let at = 0; at < content.length || at === 0; ) {
      if (content.length - at < FACT_HEADER) throw this.malformed('a frame is cut off');
      const position = content.readInt32BE(at) * 4294967296 + content.readUInt32BE(at + 4);
      const length = content.readUInt32BE(at + 40);
      if (length > LONGEST_ENVELOPE) throw this.malformed('a frame is too long');
      const end = at + FACT_HEADER + length;
      if (end > content.length) throw this.malformed('a frame is cut off');
      if (position < expected || position >= this.size) {
        throw this.malformed('positions do not ascend below the size');
      }
      if (at === 0 && name !== `facts/${padded(position)}.facts`) throw this.malformed('an entry is out of place');
      fact(position, content.subarray(at + 8, at + 40), content, at + FACT_HEADER, end);
      expected = position + 1;
      at = end;
    }
    return expected;
  }
}

function readKeys(bytes) {
  try {
    const keys = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)).keys.map((k) => {
      const [endedAtSize, introducedBy] = [k.endedAtSize ?? null, k.introducedBy ?? null];
      const key = readKey(k.verifierKey);
      if (!key || key.isWitness) throw new Error();
      if (introducedBy !== null && typeof introducedBy !== 'string') throw new Error();
      if (endedAtSize !== null && !(Number.isSafeInteger(endedAtSize) && endedAtSize >= 0)) throw new Error();
      return { key, endedAtSize, introducedBy };
    });
    return keys.length > 0 ? keys : null;
  } catch {
    return null;
  }
}

// ---- Envelopes and streams ----

/** The place of the quote that closes a text, or -1. */
function closing(s, at) {
  for (; at < s.length; at++) {
    const c = s.charCodeAt(at);
    if (c === 34) return at;
    if (c === 92) at++;
  }
  return -1;
}

/** Reads an envelope from left to right: its text, and how far it is. One for all, since there are many. */
let [envelope, at] = ['', 0];

function skip(literal) {
  if (!envelope.startsWith(literal, at)) return false;
  at += literal.length;
  return true;
}

/** From behind the opening quote to behind the closing one; where the text ends, or -1. */
function passText() {
  const to = closing(envelope, at);
  at = to + 1;
  return to;
}

function number() {
  const from = at;
  let value = 0;
  while (at - from <= 15 && envelope.charCodeAt(at) >= 48 && envelope.charCodeAt(at) <= 57) {
    value = value * 10 + envelope.charCodeAt(at++) - 48;
  }
  const digits = at - from;
  return digits > 0 && digits <= 15 && (digits === 1 || envelope.charCodeAt(from) !== 48) ? value : -1;
}

function text() {
  const from = at;
  const to = passText();
  return to < 0 ? null : envelope.slice(from, to);
}

const textOrNull = () => (skip('null') ? '' : skip('"') ? text() : null);

function passObject() {
  for (let depth = 1; depth > 0; at++) {
    if (at >= envelope.length) return false;
    const c = envelope.charCodeAt(at);
    if (c === 34) {
      at = closing(envelope, at + 1);
      if (at < 0) return false;
    } else if (c === 123) {
      depth++;
    } else if (c === 125) {
      depth--;
    }
  }
  return true;
}

/** What an envelope says of its place, up to `prev`; null for anything not written as version 1 is. */
function headOf(s) {
  [envelope, at] = [s, 0];
  let category, stream, version, time, prev;
  return skip('{"v":1,"id":"') &&
    passText() >= 0 &&
    skip(',"category":"') &&
    (category = text()) !== null &&
    skip(',"stream":"') &&
    (stream = text()) !== null &&
    skip(',"version":') &&
    (version = number()) >= 0 &&
    skip(',"type":"') &&
    passText() >= 0 &&
    skip(',"typeVersion":') &&
    number() >= 0 &&
    skip(',"recordedAt":"') &&
    (time = text()) !== null &&
    time.endsWith('Z') &&
    skip(',"actor":{') &&
    passObject() &&
    skip(',"correlation":"') &&
    passText() >= 0 &&
    skip(',"causation":') &&
    textOrNull() !== null &&
    skip(',"prev":') &&
    (prev = textOrNull()) !== null &&
    (prev === '' || prev.length === 44) &&
    skip(',"data":{')
    ? { category, stream, version, time: time.slice(0, -1), prev }
    : null;
}

/** Where each stream stands, and what its next fact has to name. */
class Chains {
  categories = new Map();
  time = '';

  /** Takes the next fact; its leaf hash is Base64, as the next fact will name it. */
  follow({ category, stream, version, time, prev }, position, leaf) {
    let streams = this.categories.get(category);
    if (!streams) this.categories.set(copied(category), (streams = new Map()));
    const last = streams.get(stream);
    const expected = last ? last.version + 1 : 1;
    const isNamed = prev === (last ? last.leaf : '');
    const timeFell = time.length > 40 || time < this.time;
    const isIntact = version === expected && isNamed && !timeFell;
    const link = { before: last ? last.position : -1, version, expected, isNamed, timeFell, isIntact };
    if (time.length <= 40) this.time = time;
    if (last) {
      last.position = position;
      last.version = version;
      last.leaf = leaf;
    } else {
      streams.set(copied(stream), { position, version, leaf });
    }
    return link;
  }
}

/** A part of a text holds the whole text in memory; a copy does not. */
const copied = (text) => Buffer.from(text, 'latin1').latin1Slice();

// ---- First reading: is all well? ----

const LOWEST_STORED = 4;

class FirstReading {
  constructor(sizes) {
    this.edge = new Edge();
    this.chains = new Chains();
    this.subtrees = [];
    this.wanted = [...new Set(sizes)].filter((s) => s > 0).sort((a, b) => a - b);
    this.roots = new Map([[0, EMPTY_ROOT]]);
    this.facts = 0;
    this.isSuspicious = false;
    this.next = [LOWEST_STORED, 0];
    this.subtreesDiffer = false;
    this.keep = (level, hash) => {
      if (level >= LOWEST_STORED) (this.subtrees[level - LOWEST_STORED] ??= []).push(hash);
    };
  }

  take(position, leaf, content, from, to) {
    content[from - 1] = 0;
    const named = leaf.base64Slice();
    const head = headOf(content.latin1Slice(from, to));
    if (
      position !== this.facts ||
      sha256Text(content.subarray(from - 1, to)) !== named ||
      head === null ||
      !this.chains.follow(head, position, named).isIntact
    ) {
      this.isSuspicious = true;
    }
    this.edge.append(Buffer.from(leaf), this.keep);
    this.facts++;
    if (this.wanted[0] === this.facts) this.roots.set(this.wanted.shift(), this.edge.root());
  }

  takeNode(level, index, hash) {
    this.rise(this.facts);
    const computed = this.subtrees[level - LOWEST_STORED]?.[index];
    if (level !== this.next[0] || index !== this.next[1] || !computed || !computed.equals(hash)) {
      this.subtreesDiffer = true;
    }
    this.next[1]++;
  }

  rise(size) {
    while (this.next[1] > 0 && this.next[1] >= Math.floor(size / 2 ** this.next[0])) {
      this.next = [this.next[0] + 1, 0];
    }
  }

  hasSubtrees(size) {
    this.rise(size);
    return !this.subtreesDiffer && Math.floor(size / 2 ** this.next[0]) === 0;
  }
}

// ---- Second reading: what is wrong? ----

class Evidence {
  constructor() {
    this.chains = new Chains();
    this.leaves = [];
    this.positions = [];
    this.vouched = new Set();
    this.mismatches = new Map();
    this.anomalies = [];
    this.unreadable = [];
    this.sixteens = new Map();
  }

  get hasGaps() {
    return this.positions.length > 0 && this.positions.at(-1) !== this.positions.length - 1;
  }

  take(position, leaf, content, from, to) {
    leaf = Buffer.from(leaf);
    this.positions.push(position);
    this.leaves.push(leaf);
    const hash = leafHash(content.subarray(from, to));
    if (!hash.equals(leaf)) this.mismatches.set(position, hash);
    const head = headOf(content.latin1Slice(from, to));
    if (!head) {
      this.unreadable.push(position);
      return;
    }
    const link = this.chains.follow(head, position, leaf.base64Slice());
    if (!link.isIntact) {
      const prev = fromBase64(head.prev);
      const named = prev && prev.length === 32 && prev.toString('base64') === head.prev ? prev : null;
      this.anomalies.push({ at: position, link, prev: named });
    } else if (link.before >= 0) {
      this.vouched.add(link.before);
    }
  }
}

const SIXTEEN = 16;

/** The signed tree in subtrees of sixteen, and the tail behind the last of them. */
class Sixteens {
  constructor(stored, size, root) {
    Object.assign(this, { stored, size, root });
    this.complete = Math.floor(size / SIXTEEN);
    this.hasTail = size % SIXTEEN !== 0;
    this.edge = new Edge();
    this.isWhole = true;
    for (let block = 0; block < this.complete && this.isWhole; block++) {
      this.isWhole = stored.has(block);
      if (this.isWhole) this.edge.append(stored.get(block));
    }
  }

  first = (block) => block * SIXTEEN;
  last = (block) => Math.min(this.size, (block + 1) * SIXTEEN) - 1;

  fits(block, leaves) {
    if (block < this.complete) {
      return leaves.length === SIXTEEN && this.stored.has(block) && rootOf(leaves).equals(this.stored.get(block));
    }
    if (leaves.length !== this.size % SIXTEEN || !this.isWhole || !this.root) return false;
    const edge = new Edge(this.edge);
    if (leaves.length > 0) edge.append(rootOf(leaves));
    return edge.root().equals(this.root);
  }
}

const range = (first, last) => Array.from({ length: last - first + 1 }, (_, i) => first + i);

class Explanation {
  constructor(evidence, size, root, proven, older) {
    Object.assign(this, { evidence, size, root, proven, older });
    this.findings = [];
    this.sixteens = new Sixteens(evidence.sixteens, size, root);
    this.damaged = new Set();
    this.othersAreGood = false;
    this.facts = evidence.positions.length;
  }

  explain() {
    for (const at of this.evidence.mismatches.keys()) this.findings.push(say.notItsLeaf(at));
    if (this.evidence.hasGaps) {
      this.nameGaps();
    } else {
      const told = this.older !== null && this.compareWithOlder();
      if (this.root && !told && !this.isSigned()) this.nameDamage();
    }
    this.nameAnomalies();
    return this.findings;
  }

  isSigned() {
    const { leaves, mismatches } = this.evidence;
    return (
      this.facts === this.size &&
      (rootOf(leaves).equals(this.root) || rootOf(leaves.map((leaf, i) => mismatches.get(i) ?? leaf)).equals(this.root))
    );
  }

  nameGaps() {
    let next = 0;
    for (const position of this.evidence.positions) {
      if (position > next) this.findings.push(say.notThere(next, position - 1));
      next = position + 1;
    }
    if (this.root && next < this.size) this.findings.push(say.cut(next, this.size));
  }

  compareWithOlder() {
    const [now, then] = [this.evidence.leaves, this.older];
    const both = Math.min(now.length, then.length);
    const differing = range(0, both - 1).filter((i) => !now[i].equals(then[i]));
    if (differing.length === 0) return false;
    const [first, second] = differing;
    const continues = (a, i, b, j) => {
      while (i < a.length && j < b.length) if (!a[i++].equals(b[j++])) return false;
      return true;
    };
    if (first + 1 < then.length && continues(now, first, then, first + 1)) {
      this.findings.push(say.removed(first));
    } else if (first + 1 < now.length && continues(then, first, now, first + 1)) {
      this.findings.push(say.inserted(first));
    } else if (differing.length === 2 && now[first].equals(then[second]) && now[second].equals(then[first])) {
      this.findings.push(say.swapped(first, second));
    } else {
      for (let i = 0, run; i < differing.length; i = run + 1) {
        run = i;
        while (differing[run + 1] === differing[run] + 1) run++;
        this.findings.push(say.notAsOlderBundle(differing[i], differing[run]));
      }
    }
    return true;
  }

  blockLeaves(block) {
    const { first, last } = this.sixteens;
    return this.evidence.leaves.slice(first(block), last(block) + 1);
  }

  nameDamage() {
    const { sixteens } = this;
    const complete = Math.floor(Math.min(this.facts, this.size) / SIXTEEN);
    let suspects = [];
    for (let b = 0; b < complete; b++) if (!sixteens.fits(b, this.blockLeaves(b))) suspects.push(b);
    if (this.facts < this.size) {
      if (this.facts === this.size - 1 && this.guessRemoval(suspects[0] ?? complete)) return;
      this.findings.push(say.cut(this.facts, this.size));
    } else if (
      sixteens.hasTail ? !sixteens.fits(sixteens.complete, this.blockLeaves(sixteens.complete)) : suspects.length === 0
    ) {
      if (suspects.length > 0 && this.guessInsertion(suspects[0])) return;
      if (sixteens.hasTail) suspects.push(sixteens.complete);
    } else {
      this.othersAreGood = sixteens.hasTail || sixteens.fits(sixteens.complete, []);
      if (this.guessInsertion(suspects[0])) return;
    }
    suspects.forEach((b) => this.damaged.add(b));
    suspects = suspects.filter((b) => !this.isItsMismatchAlone(b));
    if (!this.guessSwap(suspects)) this.nameWithin(suspects);
  }

  isItsMismatchAlone(block) {
    const leaves = this.blockLeaves(block);
    let any = false;
    leaves.forEach((_, i) => {
      const hash = this.evidence.mismatches.get(block * SIXTEEN + i);
      if (hash) [leaves[i], any] = [hash, true];
    });
    return any && this.sixteens.fits(block, leaves);
  }

  guessSwap(suspects) {
    if (suspects.length !== 1 && suspects.length !== 2) return false;
    const [a, b] = [suspects[0], suspects.at(-1)];
    const [here, there] = [this.blockLeaves(a), this.blockLeaves(b)];
    for (let i = 0; i < here.length; i++) {
      for (let j = a === b ? i + 1 : 0; j < there.length; j++) {
        if (here[i].equals(there[j])) continue;
        const one = [...here];
        const other = a === b ? one : [...there];
        [one[i], other[j]] = [there[j], here[i]];
        if (this.sixteens.fits(a, one) && (a === b || this.sixteens.fits(b, other))) {
          this.findings.push(say.swapped(a * SIXTEEN + i, b * SIXTEEN + j));
          return true;
        }
      }
    }
    return false;
  }

  guessInsertion(block) {
    const { leaves } = this.evidence;
    for (let at = block * SIXTEEN; at < (block + 1) * SIXTEEN && at < this.facts; at++) {
      let any = false;
      let all = true;
      for (let b = block; all && (b + 1) * SIXTEEN <= this.facts - 1 && b < this.sixteens.complete; b++) {
        const kept = range(b * SIXTEEN, b * SIXTEEN + 15).map((i) => leaves[i < at ? i : i + 1]);
        all = this.sixteens.fits(b, kept);
        any = true;
      }
      if (any && all) {
        this.findings.push(say.inserted(at));
        return true;
      }
    }
    return false;
  }

  guessRemoval(block) {
    const { leaves, anomalies } = this.evidence;
    const { complete, hasTail, first, last } = this.sixteens;
    const end = hasTail ? complete : complete - 1;
    const rest = (from, leafAt) => {
      for (let b = from; b <= end; b++) {
        if (!this.sixteens.fits(b, range(first(b), last(b)).map(leafAt))) return false;
      }
      return true;
    };
    for (const named of anomalies.flatMap((a) => (a.prev ? [a.prev] : [])).slice(0, 64)) {
      for (let at = first(block); at < first(block) + SIXTEEN && at <= this.facts; at++) {
        if (rest(block, (i) => (i === at ? named : i < at ? leaves[i] : leaves[i - 1]))) {
          this.findings.push(say.removed(at));
          return true;
        }
      }
    }
    if (block < complete && last(block) < this.facts && block + 1 <= end && rest(block + 1, (i) => leaves[i - 1])) {
      this.findings.push(say.removedWithin(first(block), last(block)));
      return true;
    }
    return false;
  }

  nameWithin(suspects) {
    const broken = this.evidence.anomalies.filter(
      ({ link }) => link.version === link.expected && !link.isNamed && link.before >= 0,
    );
    for (const block of suspects) {
      const [first, last] = [this.sixteens.first(block), this.sixteens.last(block)];
      const here = (position) => position >= first && position <= last;
      const blamed = broken.map((a) => this.blame(a)).filter((f) => here(f.first));
      this.findings.push(...blamed);
      if (blamed.length > 0 || [...this.evidence.mismatches.keys()].some(here)) continue;
      const open = range(first, last).filter((p) => p >= this.proven);
      const unvouched = open.filter((p) => !this.evidence.vouched.has(p));
      const candidates = unvouched.length > 0 ? unvouched : open;
      const isTail = block === this.sixteens.complete;
      this.findings.push(
        isTail && broken.length > 0
          ? say.rootDiffers(this.proven, this.size - 1)
          : isTail
            ? say.changedInTail(first, last, candidates)
            : candidates.length === 1
              ? say.notVouchedFor(candidates[0])
              : say.changedWithin(first, last, candidates),
      );
    }
  }

  nameAnomalies() {
    const named = this.findings.filter((f) => f.first !== null);
    const concerned = (first, last) =>
      named.some((f) =>
        f.kind === 'swapped'
          ? (f.first >= first && f.first <= last) || (f.last >= first && f.last <= last)
          : f.first <= last && f.last >= first,
      );
    for (const at of this.evidence.unreadable) if (!concerned(at, at)) this.findings.push(say.unreadable(at));
    for (const anomaly of this.evidence.anomalies) {
      const { at, link } = anomaly;
      if (link.timeFell && !concerned(at - 1, at)) this.findings.push(say.timeFell(at));
      if (concerned(Math.max(link.before, 0), at)) continue;
      if (link.version !== link.expected) this.findings.push(say.versionGap(at, link.version, link.expected));
      else if (!link.isNamed) this.findings.push(this.blame(anomaly));
    }
  }

  blame({ at, link: { before } }) {
    if (before < 0) return say.namesOneBeforeTheFirst(at);
    return this.isGood(before) && !this.isGood(at) ? say.disownsPredecessor(at, before) : say.disownedBySuccessor(before, at);
  }

  isGood(position) {
    return position < this.proven || (this.othersAreGood && !this.damaged.has(Math.floor(position / SIXTEEN)));
  }
}

// ---- The sentences ----

const finding = (kind, first, last, text) => ({ kind, first, last, text });
const KINDS = [
  'malformed', 'badSignature', 'unknownKey', 'changed', 'changedWithin', 'missing', 'missingWithin', 'swapped',
  'inserted', 'cut', 'rolledBack', 'forked', 'rootDiffers', 'badSubtree', 'versionGap', 'timeFell', 'unreadable',
  'tooFewWitnesses',
];

const say = {
  pinnedKeyUnknown: (key) => finding('unknownKey', null, null, `The pinned key ${key.id} is not among the log's keys.`),
  notIntroduced: (key) =>
    finding('badSignature', null, null, `The key ${key.id} is introduced by no valid note of the key before it.`),
  notSigned: (note) => finding('unknownKey', null, null, `${note} bears no signature of a trusted key.`),
  signatureFails: (note, key) =>
    finding('badSignature', null, null, `${note} bears a signature by ${key.id} that does not hold.`),
  signedOutOfTurn: (note, key, size) =>
    finding('badSignature', null, null, `${note} of ${size} facts is signed by ${key.id}, which signs none of that size.`),
  otherLog: (note) => finding('forked', null, null, `${note} is of another log.`),
  notItsLeaf: (at) => finding('changed', at, at, `Envelope and leaf hash at position ${at} do not belong together.`),
  disownedBySuccessor: (at, next) =>
    finding('changed', at, at,
      `Position ${at} was changed: the next fact of its stream, at position ${next}, names another leaf hash.`),
  disownsPredecessor: (at, before) =>
    finding('changed', at, at,
      `Position ${at} was changed: it names another leaf hash than that of position ${before}, before it in its stream.`),
  namesOneBeforeTheFirst: (at) =>
    finding('changed', at, at,
      `Position ${at} was changed: it is the first fact of its stream and names one before it.`),
  notVouchedFor: (at) =>
    finding('changed', at, at,
      `Position ${at} was changed: every other fact below the same stored subtree is vouched for by a later one.`),
  changedWithin: (first, last, candidates) =>
    finding('changedWithin', first, last,
      `A fact in ${first} to ${last} was changed: the stored subtree over them is another. ` +
        `It can be ${candidates.join(', ')}.`),
  changedInTail: (first, last, candidates) =>
    finding('changedWithin', first, last,
      `A fact in ${first} to ${last} was changed, if the stored subtrees are true: all before agrees with them. ` +
        `It can be ${candidates.join(', ')}.`),
  notThere: (first, last) =>
    finding('missing', first, last,
      first === last ? `No fact stands at position ${first}.` : `No facts stand at positions ${first} to ${last}.`),
  removed: (at) =>
    finding('missing', at, at, `The fact of position ${at} is gone, and all behind it stand one position lower.`),
  removedWithin: (first, last) =>
    finding('missingWithin', first, last,
      `A fact in ${first} to ${last} is gone, and all behind it stand one position lower.`),
  swapped: (first, second) =>
    finding('swapped', first, second, `The facts at positions ${first} and ${second} were exchanged.`),
  inserted: (at) =>
    finding('inserted', at, at, `The fact at position ${at} was put in, and all behind it stand one position higher.`),
  cut: (facts, size) =>
    finding('cut', facts, size - 1,
      `The facts end at ${facts}, the checkpoint counts ${size}: positions ${facts} to ${size - 1} are gone.`),
  rolledBack: (note, facts, size) =>
    finding('rolledBack', facts, size - 1,
      `${note} counts ${size} facts, the bundle ${facts}: positions ${facts} to ${size - 1} are gone.`),
  forked: (note, size) =>
    finding('forked', 0, size - 1,
      `${note} of ${size} facts has another root than the first ${size} facts of the bundle.`),
  notAsOlderBundle: (first, last) =>
    finding('changed', first, last,
      first === last
        ? `The fact at position ${first} is not the one in the older bundle.`
        : `The facts at positions ${first} to ${last} are not those in the older bundle.`),
  rootDiffers: (first, last) =>
    finding('rootDiffers', first, last,
      `The tree over the facts is not the signed one, and nothing tells where in ${first} to ${last}.`),
  badSubtree: (level, index) => {
    const [first, last] = [index * 2 ** level, (index + 1) * 2 ** level - 1];
    return finding('badSubtree', first, last,
      `The stored subtree at level ${level}, index ${index} is not the one over ${first} to ${last}.`);
  },
  straySubtrees: () =>
    finding('badSubtree', null, null, 'More subtrees are stored than there are, or in another order.'),
  versionGap: (at, version, expected) =>
    finding('versionGap', at, at,
      `The fact at position ${at} has version ${version} in its stream, ${expected} was expected.`),
  timeFell: (at) =>
    finding('timeFell', at, at, `The fact at position ${at} was recorded earlier than the one before it.`),
  unreadable: (at) =>
    finding('unreadable', at, at, `The envelope at position ${at} is none of the kind that is known here.`),
  tooFewWitnesses: (seen, demanded) =>
    finding('tooFewWitnesses', null, null, `${seen} witnesses cosigned this log, ${demanded} are demanded.`),
};

// ---- The verification ----

const unreadable = (why) => ({
  verdict: 'unreadable', origin: null, size: null, root: null, findings: [finding('malformed', null, null, why)],
});

const malformedText = (subject, { at, message }) => `${subject} is malformed at byte ${at}: ${message}.`;

function isNote(path) {
  const file = openSync(path, 'r');
  try {
    const begin = Buffer.alloc(BLOCK);
    return readSync(file, begin, 0, BLOCK, 0) < BLOCK || readHeader(begin) === null;
  } finally {
    closeSync(file);
  }
}

function seenIn(name, path, isCosigned) {
  if (statSync(path).size > LONGEST_NOTE) return null;
  const note = readNote(readFileSync(path).toString('utf8'));
  const checkpoint = note && readCheckpoint(note.text);
  return checkpoint ? { name, note, checkpoint, isCosigned, agrees: false } : null;
}

class UnreadableOlder extends Error {}

function olderLeaves(path) {
  let bundle;
  try {
    bundle = new Bundle(path);
    const leaves = [];
    bundle.read((_, __, content, from, to) => leaves.push(leafHash(content.subarray(from, to))), () => {});
    if (leaves.length === bundle.size && rootOf(leaves).equals(bundle.checkpoint.root)) return leaves;
    throw new UnreadableOlder("The older bundle's facts are not those that its checkpoint signs.");
  } catch (e) {
    throw e instanceof Malformed ? new UnreadableOlder(malformedText('The older bundle', e)) : e;
  } finally {
    bundle?.close();
  }
}

function verifyOpened(bundle, request, progress) {
  const findings = [];
  const chain = chainOf(bundle.origin, bundle.keys, request.key);
  findings.push(...chain.faults);
  const isOlderNote = request.since !== null && isNote(request.since);
  let seen = [];
  if (request.since !== null) {
    if (isOlderNote) {
      seen.push(seenIn('The older checkpoint', request.since, false));
      if (!seen[0]) return unreadable('The older checkpoint is no checkpoint.');
    } else {
      const older = new Bundle(request.since);
      older.close();
      const { note, checkpoint } = older;
      seen.push({ name: 'The older checkpoint', note, checkpoint, isCosigned: false, agrees: false });
    }
  }
  for (const [i, path] of request.cosigned.entries()) {
    const note = seenIn(`The cosigned checkpoint ${i + 1}`, path, true);
    if (!note) return unreadable(`The cosigned checkpoint ${i + 1} is no checkpoint.`);
    seen.push(note);
  }

  const accepts = (one) => {
    const against = objection(chain, one);
    if (against) findings.push(against);
    return !against;
  };
  const own = { name: 'The checkpoint', note: bundle.note, checkpoint: bundle.checkpoint };
  const isTrusted = accepts(own);
  seen = seen.filter(accepts);

  const reading = new FirstReading(seen.map((s) => s.checkpoint.size));
  bundle.read(
    (position, leaf, content, from, to) => {
      reading.take(position, leaf, content, from, to);
      if (reading.facts % 4096 === 0) progress(reading.facts, bundle.at, bundle.length);
    },
    (level, index, hash) => reading.takeNode(level, index, hash),
  );
  const { facts } = reading;
  const root = reading.edge.root();
  const isSigned = isTrusted && facts === bundle.size && root.equals(bundle.checkpoint.root);

  let [proven, differs] = [0, false];
  for (const one of seen) {
    const { size, root: known } = one.checkpoint;
    if (size > facts) {
      differs = true;
      if (!isTrusted || size > bundle.size) findings.push(say.rolledBack(one.name, facts, size));
    } else if (reading.roots.get(size).equals(known)) {
      proven = Math.max(proven, size);
      one.agrees = true;
    } else {
      differs = true;
      if (isSigned || !isTrusted) findings.push(say.forked(one.name, size));
    }
  }

  if (reading.isSuspicious || (isTrusted && !isSigned) || differs) {
    const evidence = new Evidence();
    const again = new Bundle(request.bundle);
    again.read(
      (position, leaf, content, from, to) => evidence.take(position, leaf, content, from, to),
      (level, index, hash) => level === LOWEST_STORED && evidence.sixteens.set(index, Buffer.from(hash)),
    );
    again.close();
    const older = request.since !== null && !isOlderNote ? olderLeaves(request.since) : null;
    const [size, signed] = isTrusted ? [bundle.size, bundle.checkpoint.root] : [evidence.positions.length, null];
    findings.push(...new Explanation(evidence, size, signed, proven, older).explain());
  }

  if (isSigned && !reading.hasSubtrees(bundle.size)) {
    const stored = new Map();
    const again = new Bundle(request.bundle);
    again.read(() => {}, (level, index, hash) => stored.set(`${level}/${index}`, Buffer.from(hash)));
    again.close();
    const wrong = reading.subtrees.flatMap((hashes, i) =>
      hashes.flatMap((hash, index) =>
        stored.get(`${i + LOWEST_STORED}/${index}`)?.equals(hash) ? [] : [say.badSubtree(i + LOWEST_STORED, index)],
      ),
    );
    findings.push(...(wrong.length > 0 ? wrong : [say.straySubtrees()]));
  }

  const cosigned = seen.filter((s) => s.isCosigned && s.agrees);
  if (isTrusted && facts === bundle.size) cosigned.push(own);
  let counted = 0;
  for (const witness of request.witnesses) {
    const named = cosigned.filter((s) => namedBy(witness, s.note).length > 0);
    findings.push(...named.filter((s) => !holds(witness, s.note)).map((s) => say.signatureFails(s.name, witness)));
    if (named.some((s) => holds(witness, s.note))) counted++;
  }
  if (counted < request.cosignatures) findings.push(say.tooFewWitnesses(counted, request.cosignatures));

  const known = new Map();
  for (const f of [...findings].reverse()) known.set(`${f.kind} ${f.first ?? f.text} ${f.last}`, f);
  const sorted = [...known.values()]
    .reverse()
    .sort(
      (a, b) =>
        (a.first ?? -1) - (b.first ?? -1) ||
        KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) ||
        (a.last ?? -1) - (b.last ?? -1),
    );
  return {
    verdict: sorted.length === 0 ? 'verified' : 'contradicted',
    origin: bundle.origin,
    size: bundle.size,
    root: root.toString('base64'),
    findings: sorted.slice(0, 100),
  };
}

/** Verifies a bundle: `{bundle, since, key, witnesses, cosigned, cosignatures}` to a verdict. */
export function verify(request, progress = () => {}) {
  let subject = 'The bundle';
  let bundle;
  try {
    bundle = new Bundle(request.bundle);
    if (request.since !== null && !isNote(request.since)) {
      subject = 'The older bundle';
      new Bundle(request.since).close();
      subject = 'The bundle';
    }
    return verifyOpened(bundle, request, progress);
  } catch (e) {
    if (e instanceof UnreadableOlder) return unreadable(e.message);
    if (e instanceof Malformed) return unreadable(malformedText(subject, e));
    throw e;
  } finally {
    bundle?.close();
  }
}

// ---- The command ----

function readArguments(args) {
  const request = { bundle: null, since: null, key: null, witnesses: [], cosigned: [], cosignatures: null, json: false };
  for (let i = 0; i < args.length; i++) {
    const [name, value] = [args[i], args[i + 1]];
    if (name === '--json') {
      request.json = true;
    } else if (!name.startsWith('--')) {
      if (request.bundle !== null) return null;
      request.bundle = name;
    } else if (value === undefined) {
      return null;
    } else {
      i++;
      const key = name === '--key' || name === '--witness' ? readKey(value) : null;
      if (name === '--since' && request.since === null) request.since = value;
      else if (name === '--key' && request.key === null && key && !key.isWitness) request.key = key;
      else if (name === '--witness' && key?.isWitness) request.witnesses.push(key);
      else if (name === '--cosigned') request.cosigned.push(value);
      else if (name === '--cosignatures' && /^[0-9]{1,9}$/.test(value)) request.cosignatures = Number(value);
      else return null;
    }
  }
  request.witnesses = request.witnesses.filter((w, i, all) => all.findIndex((x) => x.text === w.text) === i);
  request.cosignatures ??= request.witnesses.length;
  return request.bundle === null ? null : request;
}

function showProgress(began) {
  let shown = began;
  return (facts, read, length) => {
    const now = Date.now();
    if (now - shown < 1000) return;
    shown = now;
    const seconds = (now - began) / 1000;
    const left = new Date(Math.round((seconds * (length - read) * 1000) / read)).toISOString().slice(11, 19);
    console.error(`${((100 * read) / length).toFixed(0)} %  ${(facts / seconds).toFixed(0)} facts/s  ${left} left`);
  };
}

function main(args) {
  const request = readArguments(args);
  if (!request) {
    process.stderr.write(USAGE);
    return 2;
  }
  let verdict;
  try {
    verdict = verify(request, showProgress(Date.now()));
  } catch (e) {
    if (!e.code) throw e;
    console.error(e.message);
    return 2;
  }
  const { origin, size, root, findings } = verdict;
  const head = origin === null ? verdict.verdict : `${verdict.verdict}: ${origin}, ${size} facts, root ${root}`;
  process.stdout.write(
    request.json ? `${JSON.stringify(verdict)}\n` : [head, ...findings.map((f) => `  ${f.text}`), ''].join('\n'),
  );
  if (!request.key) {
    console.error("No key was pinned: the log's first key is taken at the bundle's word. Pin it with --key.");
  }
  return { verified: 0, contradicted: 1, unreadable: 2 }[verdict.verdict];
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  process.exitCode = main(process.argv.slice(2));
}
