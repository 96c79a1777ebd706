// What a reader chose: language and colours. Kept for the next visit where the browser keeps anything.

const PREFIX = 'store.audit.';

export function kept(name) {
  try {
    return localStorage.getItem(PREFIX + name);
  } catch {
    return null;
  }
}

/** False where this browser keeps nothing, so that nobody relies on a memory that is not there. */
export function keep(name, value) {
  try {
    if (value === null) localStorage.removeItem(PREFIX + name);
    else localStorage.setItem(PREFIX + name, value);
    return true;
  } catch {
    return false;
  }
}

/** `ja` or `en`, as early.js found it or the reader chose it. */
export const language = () => document.documentElement.lang;

export function chooseLanguage(tag) {
  document.documentElement.lang = tag;
  keep('language', tag);
}

/** `auto`, `light` or `dark`. */
export const theme = () => document.documentElement.dataset.theme ?? 'auto';

export function chooseTheme(name) {
  if (name === 'auto') {
    delete document.documentElement.dataset.theme;
    keep('theme', null);
  } else {
    document.documentElement.dataset.theme = name;
    keep('theme', name);
  }
}
