import { defineConfig } from '@playwright/test';

export default defineConfig({
  testMatch: '*.spec.ts',
  workers: 1,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 5_000 },
  reporter: 'list',
  use: {
    locale: 'en-GB',
    launchOptions: {
      executablePath: process.env.PARLOR_CHROMIUM ?? '/usr/bin/chromium-headless-shell',
      // As root there is no sandbox to be had; the rest keeps the browser from calling anywhere by itself.
      args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-domain-reliability', '--disable-sync'],
    },
  },
});
