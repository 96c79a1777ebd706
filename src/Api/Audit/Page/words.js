// The page's sentences, in the language that the reader chose.

import { language } from './settings.js';
import { en } from './words-en.js';
import { ja } from './words-ja.js';

/** The text of a word; where it has blanks, they are filled with the arguments. */
export function say(word, ...blanks) {
  const text = (language() === 'ja' ? ja : en)[word];
  if (text === undefined) throw new Error(`No text for ${word}.`);
  return typeof text === 'function' ? text(...blanks) : text;
}

/** Puts the texts of elements that bear `data-say` (and those of their attributes, `data-say-…`) in place. */
export function sayAll(root) {
  for (const element of root.querySelectorAll('[data-say]')) element.textContent = say(element.dataset.say);
  for (const element of root.querySelectorAll('[data-say-label]')) {
    element.setAttribute('aria-label', say(element.dataset.sayLabel));
  }
  for (const element of root.querySelectorAll('[data-say-placeholder]')) {
    element.setAttribute('placeholder', say(element.dataset.sayPlaceholder));
  }
}
