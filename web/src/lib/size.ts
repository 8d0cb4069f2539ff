// Sizes of files as people read them.

import { locale } from '../locales/index.ts';

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** In steps of 1000, as the server counts its limits; one digit after the point below ten. */
export function fileSize(bytes: number): string {
  let step = 0;
  let amount = bytes;
  while (amount >= 1_000 && step < UNITS.length - 1) {
    amount /= 1_000;
    step += 1;
  }
  const digits = step > 0 && amount < 9.95 ? 1 : 0;
  return new Intl.NumberFormat(locale.value, { style: 'unit', unit: UNITS[step], unitDisplay: step === 0 ? 'long' : 'short', maximumFractionDigits: digits }).format(amount);
}

const PICTURE = { width: 400, height: 320 };
const LEAST = 48;

/** The room that a picture takes in the list, in pixels; never larger than it is. */
export function fitted(width: number, height: number, most = PICTURE): { width: number; height: number } {
  const scale = Math.min(1, most.width / width, most.height / height);
  return { width: Math.max(LEAST, Math.round(width * scale)), height: Math.max(LEAST, Math.round(height * scale)) };
}
