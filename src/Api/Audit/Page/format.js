// Amounts, days and instants as a person reads them.

import { language } from './settings.js';

const TOKYO = 'Asia/Tokyo';

export const count = (n) => new Intl.NumberFormat(language()).format(n);

export const yen = (n) => (language() === 'ja' ? `${count(n)}円` : `¥${count(n)}`);

export function day(iso) {
  const [year, month, date] = iso.split('-').map(Number);
  const options = { year: 'numeric', month: language() === 'ja' ? 'long' : 'short', day: 'numeric', timeZone: 'UTC' };
  return new Intl.DateTimeFormat(locale(), options).format(Date.UTC(year, month - 1, date));
}

/** In Tokyo, to the second. */
export function inTokyo(instant) {
  return new Intl.DateTimeFormat(locale(), {
    timeZone: TOKYO,
    year: 'numeric',
    month: language() === 'ja' ? 'long' : 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }).format(new Date(instant));
}

export function timeInTokyo(instant) {
  const options = { timeZone: TOKYO, month: 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit' };
  return new Intl.DateTimeFormat(locale(), { ...options, hourCycle: 'h23' }).format(new Date(instant));
}

/** "3 minutes ago", in the largest unit that fits. */
export function ago(instant) {
  const seconds = Math.min(0, Math.round((Date.parse(instant) - Date.now()) / 1000));
  const units = [
    ['day', 86400],
    ['hour', 3600],
    ['minute', 60],
    ['second', 1],
  ];
  const [unit, length] = units.find(([, s]) => -seconds >= s) ?? units[3];
  const relative = new Intl.RelativeTimeFormat(language(), { numeric: 'auto' });
  return relative.format(Math.round(seconds / length), unit);
}

/** The beginning of a hash, enough to tell it from others by eye. */
export const short = (text) => `${text.slice(0, 8)}…`;

const locale = () => (language() === 'ja' ? 'ja-JP' : 'en-GB');
