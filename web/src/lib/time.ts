// Moments as people read them, through Intl, in the language of the page.

import { computed, signal } from '@preact/signals';
import { locale } from '../locales/index.ts';

const format = (options: Intl.DateTimeFormatOptions) => computed(() => new Intl.DateTimeFormat(locale.value, options));

const formats = {
  clock: format({ hour: '2-digit', minute: '2-digit' }),
  weekday: format({ weekday: 'short' }),
  date: format({ day: 'numeric', month: 'short' }),
  dateYear: format({ day: 'numeric', month: 'short', year: 'numeric' }),
  day: format({ dateStyle: 'full' }),
  full: format({ dateStyle: 'full', timeStyle: 'short' }),
};

/** The start of today; moves at midnight, and what shows days follows. */
export const today = signal(startOfDay(new Date()));

export function startOfDay(moment: Date): number {
  return new Date(moment.getFullYear(), moment.getMonth(), moment.getDate()).getTime();
}

export const dayOf = (moment: string): number => startOfDay(new Date(moment));
export const clock = (moment: string): string => formats.clock.value.format(new Date(moment));
/** A day to come, without its year. */
export const day = (moment: string): string => formats.date.value.format(new Date(moment));
export const longDay = (moment: string): string => formats.day.value.format(new Date(moment));
export const fullMoment = (moment: string): string => formats.full.value.format(new Date(moment));

/** As a row of the sidebar has it: the time today, the weekday within a week, then the date. */
export function short(moment: string): string {
  const date = new Date(moment);
  const day = startOfDay(date);
  const days = Math.round((today.value - day) / 86_400_000);
  if (days <= 0) return formats.clock.value.format(date);
  if (days < 7) return formats.weekday.value.format(date);
  return new Date(today.value).getFullYear() === date.getFullYear() ? formats.date.value.format(date) : formats.dateYear.value.format(date);
}

/** As a list has it: the time today, the date and the time before that. */
export function moment(when: string): string {
  return dayOf(when) === today.value ? clock(when) : `${short(when)}, ${clock(when)}`;
}

export function followMidnight(): void {
  setInterval(() => (today.value = startOfDay(new Date())), 30_000);
}
