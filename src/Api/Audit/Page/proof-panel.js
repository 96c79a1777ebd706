// Is it true? What this browser found out about the fact shown.

import { button, el, folded } from './dom.js';
import { proofPicture } from './proof-picture.js';
import { checkList, verdictLine } from './verdicts.js';
import { say } from './words.js';

/** @param proof `{ state, checks, inclusion }`, `{ state: 'none', trouble }`, or nothing while it is being made. */
export function proofPanel(proof, again) {
  return [
    el(
      'div',
      { class: 'card-head' },
      el('h3', { id: 'proof-title' }, say('proof.title')),
      button('proof-again', 'plain', again, say('proof.again')),
    ),
    proofVerdict(proof),
    proof?.checks && checkList(proof.checks),
    proof?.inclusion && folded('proof-picture', say('proof.picture'), proofPicture(proof.inclusion)),
  ];
}

/** In a sentence, also for whoever can't see the panel. */
export const proofWords = (proof) => (proof.state === 'none' ? say('head.unknown') : say(`proof.${proof.state}`));

function proofVerdict(proof) {
  if (!proof) return verdictLine('busy', say('proof.busy'));
  return verdictLine(proof.state === 'none' ? 'wait' : proof.state, proofWords(proof), proof.trouble);
}
