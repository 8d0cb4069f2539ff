// Moments as people read them, through Intl, in the language of the page.

import { signal } from '@preact/signals';
import { language } from '../locales/index.ts';

/** The reader's own way of writing dates, where it is a way of the page's language. */
function locale(): string {
  const own = globalThis.navigator?.languages?.find((tag) => tag.split('-')[0] === language);
  return own ?? language;
}

const formats = {
  clock: new Intl.DateTimeFormat(locale(), { hour: '2-digit', minute: '2-digit' }),
  weekday: new Intl.DateTimeFormat(locale(), { weekday: 'short' }),
  date: new Intl.DateTimeFormat(locale(), { day: 'numeric', month: 'short' }),
  dateYear: new Intl.DateTimeFormat(locale(), { day: 'numeric', month: 'short', year: 'numeric' }),
  day: new Intl.DateTimeFormat(locale(), { dateStyle: 'full' }),
  full: new Intl.DateTimeFormat(locale(), { dateStyle: 'full', timeStyle: 'short' }),
};

/** The start of today; moves at midnight, and what shows days follows. */
export const today = signal(startOfDay(new Date()));

export function startOfDay(moment: Date): number {
  return new Date(moment.getFullYear(), moment.getMonth(), moment.getDate()).getTime();
}

export const dayOf = (moment: string): number => startOfDay(new Date(moment));
export const clock = (moment: string): string => formats.clock.format(new Date(moment));
/** A day to come, without its year. */
export const day = (moment: string): string => formats.date.format(new Date(moment));
export const longDay = (moment: string): string => formats.day.format(new Date(moment));
export const fullMoment = (moment: string): string => formats.full.format(new Date(moment));

/** As a row of the sidebar has it: the time today, the weekday within a week, then the date. */
export function short(moment: string): string {
  const date = new Date(moment);
  const day = startOfDay(date);
  const days = Math.round((today.value - day) / 86_400_000);
  if (days <= 0) return formats.clock.format(date);
  if (days < 7) return formats.weekday.format(date);
  return new Date(today.value).getFullYear() === date.getFullYear() ? formats.date.format(date) : formats.dateYear.format(date);
}

/** As a list has it: the time today, the date and the time before that. */
export function moment(when: string): string {
  return dayOf(when) === today.value ? clock(when) : `${short(when)}, ${clock(when)}`;
}

export function followMidnight(): void {
  setInterval(() => (today.value = startOfDay(new Date())), 30_000);
}
