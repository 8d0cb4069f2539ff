// What a browser calls itself, in words that its owner knows. Pure; empty where it is not known.

export interface Agent {
  browser: string;
  system: string;
  handheld: boolean;
}

// In this order: each also says what it descends from.
const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/\bEdg(?:e|A|iOS)?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\bFirefox\/|\bFxiOS\//, 'Firefox'],
  [/\b(?:Headless)?Chrom(?:e|ium)\/|\bCriOS\//, 'Chrome'],
  [/\bVersion\/.*\bSafari\//, 'Safari'],
];

const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b|\bMacintosh\b/, 'Mac'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
];

export function agent(text: string): Agent {
  const named = (all: typeof BROWSERS) => all.find(([sign]) => sign.test(text))?.[1] ?? '';
  const system = named(SYSTEMS);
  return { browser: named(BROWSERS), system, handheld: ['iPhone', 'iPad', 'Android'].includes(system) };
}
