// The one catalogue of words. Another language is another object of the type `Catalogue`: a missing key does not compile.

import { en } from './en.ts';

export type Catalogue = typeof en;

export const language = 'en';
export const t: Catalogue = en;
