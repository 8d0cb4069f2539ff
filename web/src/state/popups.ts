// Whether messages may pop up on this device: what the browser allows, and what the person wants here.

import { signal } from '@preact/signals';
import { kept } from '../lib/storage.ts';

/** `insecure`: the page came over plain HTTP, where browsers give no notifications. */
export type Permission = NotificationPermission | 'insecure' | 'unsupported';

const KEY = 'popups';

export const permission = signal<Permission>('unsupported');
/** Null: nobody has said. */
export const wanted = signal<boolean | null>(null);
/** Why it does not work is being told. */
export const explaining = signal(false);

export function lookAtPermission(): void {
  if (!globalThis.isSecureContext) permission.value = 'insecure';
  else permission.value = typeof Notification === 'function' ? Notification.permission : 'unsupported';
  const said = kept.read(KEY);
  wanted.value = said === null ? null : said === 'on';
}

export function want(on: boolean): void {
  wanted.value = on;
  kept.write(KEY, on ? 'on' : 'off');
}

/** Turns them on after a click; where that cannot be, it is told why and what to do. */
export async function turnOn(): Promise<boolean> {
  lookAtPermission();
  if (permission.peek() === 'default') permission.value = await Notification.requestPermission();
  const granted = permission.peek() === 'granted';
  if (granted) want(true);
  else explaining.value = true;
  return granted;
}

export const popsUp = (): boolean => permission.peek() === 'granted' && wanted.peek() === true;
