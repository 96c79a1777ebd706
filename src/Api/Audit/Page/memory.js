// What this browser remembers of the log, so that the next visit need not believe the store: the key that it met first
// (or a lawful successor) and the last checkpoint that held. Only a head without a fault is ever remembered.

import { keep, kept } from './settings.js';

const NAME = 'log';

/** `{ origin, key, note, at }`: the key's line, the checkpoint's note, and when it was seen; null at first contact. */
export function remembered() {
  try {
    const memory = JSON.parse(kept(NAME));
    return ['origin', 'key', 'note', 'at'].every((field) => typeof memory[field] === 'string') ? memory : null;
  } catch {
    return null;
  }
}

/** False where the browser keeps nothing. */
export const remember = (memory) => keep(NAME, JSON.stringify(memory));

export const forget = () => keep(NAME, null);
