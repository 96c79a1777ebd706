// Elements from code. Text goes in as text: there is no way here to turn a string into markup.

const SVG = 'http://www.w3.org/2000/svg';

/** `el('p', { class: 'note', onclick: f }, 'text', child, …)`; null and false children are left out. */
export function el(name, attributes = {}, ...children) {
  return fill(document.createElement(name), attributes, children);
}

export function svg(name, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, name), attributes, children);
}

export const byId = (id) => document.getElementById(id);

/**
 * Puts these children in place of the ones that are there. Whatever has an id stays as the reader left it: the focus
 * where it was, what was unfolded unfolded.
 */
export function show(element, ...children) {
  const focused = element.contains(document.activeElement) ? document.activeElement.id : '';
  const unfolded = Array.from(element.querySelectorAll('details[open][id]'), (details) => details.id);
  element.replaceChildren(...children.flat(Infinity).filter(isSomething));
  for (const id of unfolded) byId(id)?.setAttribute('open', '');
  if (focused) byId(focused)?.focus();
}

/** Terms and what is said of them; pairs without a value are left out. */
export function pairs(list, ...entries) {
  return el(
    'dl',
    { class: list },
    entries
      .filter((entry) => entry && isSomething(entry[1]))
      .map(([term, value]) => el('div', {}, el('dt', {}, term), el('dd', {}, value))),
  );
}

/** Something long, folded away below a line that says what it is. */
export function folded(id, title, ...children) {
  return el('details', { id }, el('summary', {}, title), ...children);
}

/** The same for a text that is shown as it is; it may scroll, so the keyboard reaches it. */
export const foldedText = (id, title, text) => folded(id, title, el('pre', { tabindex: 0, 'aria-label': title }, text));

/** A button of the page; `look` is main, plain, danger or nothing. */
export const button = (id, look, onclick, ...text) => el('button', { type: 'button', id, class: look, onclick }, ...text);

/** A mark that says with its shape what colour alone must not: done right, gone wrong, new, under way. */
export function mark(state) {
  const paths = {
    ok: 'M6.5 12.5l3.8 3.8 7.2-8',
    bad: 'M8 8l8 8M16 8l-8 8',
    new: 'M12 6.5v6.5M12 16.8v.2',
    wait: 'M12 7v5l3.2 2',
    busy: 'M12 7v5l3.2 2',
    none: 'M8.5 12h7',
  };
  return svg(
    'svg',
    { class: `mark ${state}`, viewBox: '0 0 24 24', 'aria-hidden': 'true', focusable: 'false' },
    svg('circle', { cx: 12, cy: 12, r: 11 }),
    svg('path', { d: paths[state] }),
  );
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat(Infinity).filter(isSomething));
  return element;
}

const isSomething = (child) => child !== null && child !== undefined && child !== false;
