// The tree of RFC 6962, as RFC 9162 (2.1.3.2 and 2.1.4.2) says to verify its proofs. Positions and sizes are plain
// numbers up to 2^53, so they are halved and never shifted.

import { concat, equal, sha256 } from './bytes.js';

const HASH_SIZE = 32;
const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

export const leafHash = (bytes) => sha256(concat(LEAF, bytes));

export const nodeHash = (left, right) => sha256(concat(NODE, left, right));

/**
 * Climbs from a leaf to a root with the siblings that a proof gives. Answers whether the climb ends at `root`, and each
 * step of it, so that it can be drawn: `{ ok, top, steps: [{ sibling, siblingIsLeft, result }] }`.
 */
export async function verifyInclusion(position, size, leaf, proof, root) {
  const steps = [];
  const failed = { ok: false, top: leaf, steps };
  if (!isCount(position) || !isCount(size) || position >= size || !areHashes([leaf, root, ...proof])) return failed;

  let node = position;
  let last = size - 1;
  let hash = leaf;
  for (const sibling of proof) {
    if (last === 0) return { ...failed, top: hash };
    const siblingIsLeft = isOdd(node) || node === last;
    hash = siblingIsLeft ? await nodeHash(sibling, hash) : await nodeHash(hash, sibling);
    steps.push({ sibling, siblingIsLeft, result: hash });
    if (siblingIsLeft) [node, last] = toNextOdd(node, last);
    [node, last] = [half(node), half(last)];
  }
  return { ok: last === 0 && equal(hash, root), top: hash, steps };
}

/** True only if the tree with `laterRoot` begins with the tree with `root` and the proof holds nothing else. */
export async function verifyConsistency(size, laterSize, root, laterRoot, proof) {
  const sizesFit = isCount(size) && isCount(laterSize) && size > 0 && size <= laterSize;
  if (!sizesFit || !areHashes([root, laterRoot, ...proof])) return false;
  if (size === laterSize) return proof.length === 0 && equal(root, laterRoot);

  // Where the earlier tree is one complete subtree, its root is the first hash and is left out of the proof.
  const [first, ...rest] = isPowerOfTwo(size) ? [root, ...proof] : proof;
  if (first === undefined) return false;
  let node = size - 1;
  let last = laterSize - 1;
  while (isOdd(node)) [node, last] = [half(node), half(last)];

  let earlier = first;
  let later = first;
  for (const sibling of rest) {
    if (last === 0) return false;
    if (isOdd(node) || node === last) {
      earlier = await nodeHash(sibling, earlier);
      later = await nodeHash(sibling, later);
      [node, last] = toNextOdd(node, last);
    } else {
      later = await nodeHash(later, sibling);
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && equal(earlier, root) && equal(later, laterRoot);
}

/** Up through the levels at which a node on the right edge has no sibling. */
function toNextOdd(node, last) {
  while (!isOdd(node) && node !== 0) [node, last] = [half(node), half(last)];
  return [node, last];
}

const half = (n) => Math.floor(n / 2);

const isOdd = (n) => n % 2 === 1;

const isCount = (n) => Number.isSafeInteger(n) && n >= 0;

const areHashes = (hashes) => hashes.every((hash) => hash instanceof Uint8Array && hash.length === HASH_SIZE);

function isPowerOfTwo(n) {
  while (n % 2 === 0) n /= 2;
  return n === 1;
}
