// The path from a leaf to the root, as it was climbed: the fact at the bottom, at each step the hash that the proof
// gives beside it, at the top the root. It is coloured by the outcome alone, because a wrong root does not say which
// step was wrong.

import { equal, toHex } from './bytes.js';
import { svg } from './dom.js';
import { say } from './words.js';

const WIDTH = 320;
const ROW = 40;
const BOX = { width: 92, height: 24 };
const MIDDLE = WIDTH / 2;
const ASIDE = 104;

export function proofPicture({ ok, leaf, top, root, steps }) {
  const rows = steps.length + (equal(top, root) ? 0 : 1);
  const height = rows * ROW + BOX.height + 20;
  const y = (level) => height - 10 - BOX.height / 2 - level * ROW;
  const lines = [];
  // A name stands where the step's sibling does not.
  const named = (level, word) => ({ text: say(word), left: steps[level]?.siblingIsLeft === false });
  const boxes = [box(MIDDLE, y(0), leaf, 'path', 0, named(0, 'proof.leaf'))];
  steps.forEach(({ sibling, siblingIsLeft, result }, i) => {
    const x = siblingIsLeft ? MIDDLE - ASIDE : MIDDLE + ASIDE;
    const isTop = i === steps.length - 1;
    lines.push(line(x, y(i), MIDDLE, y(i + 1), 'aside', i), line(MIDDLE, y(i), MIDDLE, y(i + 1), 'path', i));
    boxes.push(box(x, y(i), sibling, 'aside', i));
    const name = isTop ? named(i + 1, equal(top, root) ? 'proof.root' : 'proof.computedRoot') : null;
    boxes.push(box(MIDDLE, y(i + 1), result, isTop ? 'path end' : 'path', i + 1, name));
  });
  if (!equal(top, root)) boxes.push(box(MIDDLE, y(rows), root, 'signed', rows, named(rows, 'proof.signedRoot')));

  const words = say(ok ? 'proof.pictureOk' : 'proof.pictureBad', steps.length);
  return svg(
    'svg',
    { class: `picture ${ok ? 'ok' : 'bad'}`, viewBox: `0 0 ${WIDTH} ${height}`, role: 'img', 'aria-label': words },
    svg('title', {}, words),
    lines,
    boxes,
  );
}

function line(x1, y1, x2, y2, kind, step) {
  return delayed(svg('line', { class: kind, x1, y1, x2, y2 }), step);
}

function box(x, y, hash, kind, step, name) {
  const at = { x: x - BOX.width / 2, y: y - BOX.height / 2, rx: 6, ...BOX };
  return delayed(
    svg(
      'g',
      { class: kind },
      svg('rect', at),
      svg('text', { x, y: y + 4, 'text-anchor': 'middle' }, toHex(hash).slice(0, 8)),
      name && nameBeside(x, y, name),
    ),
    step,
  );
}

function nameBeside(x, y, { text, left }) {
  const aside = (BOX.width / 2 + 8) * (left ? -1 : 1);
  return svg('text', { class: 'name', x: x + aside, y: y + 4, 'text-anchor': left ? 'end' : 'start' }, text);
}

/** Step by step for the eye; styles say so only where motion is welcome. */
function delayed(element, step) {
  element.style.setProperty('--step', step);
  return element;
}
