// `PARLOR_BIN=… npm run pictures` makes the pictures of the readme again.

import { defineConfig } from '@playwright/test';
import base from './playwright.config.ts';

export default defineConfig({ ...base, testDir: 'album', testMatch: '*.album.ts', timeout: 180_000, use: { ...base.use, timezoneId: 'UTC' } });
