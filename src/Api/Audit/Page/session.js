// Who is asking. Tokens live in this tab alone (sessionStorage) and are gone with it; nothing is kept for longer.

import { language } from './settings.js';

const KEPT = 'store.audit.session';
const EARLY_MS = 30_000;
const TRIES_WHILE_BUSY = 3;
const LONGEST_PAUSE_S = 5;

/** The store said no: `code` and `detail` as its problem says them, or no answer came at all. */
export class Refused extends Error {
  constructor(status, code, detail) {
    super(detail ?? code);
    Object.assign(this, { status, code, detail });
  }
}

let session = read();
let refreshing = null;
let whenEnded = () => {};

export const isSignedIn = () => session !== null;

export const isPasted = () => session !== null && session.refreshToken === null;

/** What to do when the session ends by itself. */
export function onEnded(tell) {
  whenEnded = tell;
}

export async function signIn(email, password) {
  keepTokens(await post('/v1/sessions', { email, password }));
}

/** A token that somebody made elsewhere, an API key too; it can't be refreshed. */
export function useToken(accessToken) {
  set({ accessToken, refreshToken: null, until: null });
}

/** A pasted token is forgotten; a session of our own is ended at the store too. */
export async function signOut() {
  const ended = session;
  set(null);
  if (ended?.refreshToken) await send('DELETE', '/v1/sessions/current', ended.accessToken);
}

/** A GET as the auditor; refreshes the session where it must. Answers the response, or throws `Refused`. */
export async function get(path) {
  if (session?.refreshToken && Date.now() > session.until - EARLY_MS) await refresh();
  let answer = await send('GET', path, session?.accessToken);
  if (answer.status === 401 && session?.refreshToken) {
    await refresh();
    answer = await send('GET', path, session?.accessToken);
  }
  for (let tries = 0; answer.status === 503 && tries < TRIES_WHILE_BUSY; tries++) {
    await pauseAsAsked(answer);
    answer = await send('GET', path, session?.accessToken);
  }
  if (answer.ok) return answer;
  const refused = await refusalOf(answer);
  if (answer.status === 401) end();
  throw refused;
}

/** A store that is behind says how long to wait, rather than answer with something old. */
function pauseAsAsked(answer) {
  const seconds = Number(answer.headers.get('Retry-After')) || 1;
  return new Promise((resume) => setTimeout(resume, Math.min(seconds, LONGEST_PAUSE_S) * 1000));
}

/** A refresh token is good for one use, so requests that come together share one refresh. */
function refresh() {
  refreshing ??= post('/v1/sessions/refresh', { refreshToken: session.refreshToken })
    .then(keepTokens, (refused) => {
      if (refused.status !== undefined && refused.status < 500) end();
      throw refused;
    })
    .finally(() => {
      refreshing = null;
    });
  return refreshing;
}

function end() {
  set(null);
  whenEnded();
}

function keepTokens({ accessToken, refreshToken, expiresInSeconds }) {
  set({ accessToken, refreshToken, until: Date.now() + expiresInSeconds * 1000 });
}

async function post(path, body) {
  const answer = await send('POST', path, null, JSON.stringify(body));
  if (!answer.ok) throw await refusalOf(answer);
  return answer.json();
}

async function send(method, path, token, body) {
  const headers = { 'Accept-Language': language() };
  if (token) headers.Authorization = `Bearer ${token}`;
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  try {
    return await fetch(path, { method, headers, body, cache: 'no-store', credentials: 'omit' });
  } catch {
    throw new Refused(undefined, 'page.no_answer');
  }
}

async function refusalOf(answer) {
  const problem = await answer.json().catch(() => ({}));
  return new Refused(answer.status, problem.code ?? `http.${answer.status}`, problem.detail);
}

function set(next) {
  session = next;
  try {
    if (next === null) sessionStorage.removeItem(KEPT);
    else sessionStorage.setItem(KEPT, JSON.stringify(next));
  } catch {
    // Then it lives in memory alone, and a reload asks again.
  }
}

function read() {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT));
  } catch {
    return null;
  }
}
