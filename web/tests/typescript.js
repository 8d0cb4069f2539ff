// Lets Node's own test runner read TypeScript: Vite's compiler strips the types on the way in.

import { register } from 'node:module';

register('./loader.js', import.meta.url);
