// The one catalogue of words. Another language is another object of the type `Catalogue`: a missing key does not compile.

import { en } from './en.ts';

export type Catalogue = typeof en;

export const language = 'en';
export const t: Catalogue = en;

/** Each by its own name. */
export const languages: readonly { tag: string; name: string }[] = [{ tag: 'en', name: 'English' }];
