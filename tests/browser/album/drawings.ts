// The pictures that people send in the album: drawn, so that nobody's photograph is in the repository.

import type { Browser } from '@playwright/test';

interface Drawing {
  width: number;
  height: number;
  body: string;
}

export const LAKE: Drawing = {
  width: 928,
  height: 464,
  body: `
    <defs>
      <linearGradient id="sky" x2="0" y2="1"><stop stop-color="#93aabb"/><stop offset=".55" stop-color="#c9bfa9"/><stop offset="1" stop-color="#e0c3a0"/></linearGradient>
      <linearGradient id="water" x2="0" y2="1"><stop stop-color="#dcc09c"/><stop offset=".45" stop-color="#a7a795"/><stop offset="1" stop-color="#5c7f90"/></linearGradient>
    </defs>
    <rect width="928" height="264" fill="url(#sky)"/>
    <circle cx="628" cy="172" r="42" fill="#fbeecd"/>
    <path d="M0 212C70 152 150 138 220 158S350 176 410 146 540 140 610 184 720 212 790 198 880 150 928 122V264H0Z" fill="#728f8d"/>
    <path d="M0 246C90 204 190 196 280 222S460 240 560 222 780 200 928 200V264H0Z" fill="#4d6b65"/>
    <rect y="262" width="928" height="202" fill="url(#water)"/>
    <path d="M606 264h44l26 200h-96Z" fill="#f3dfb8" opacity=".5"/>
    <g fill="#e9dcc2" opacity=".4">
      <rect x="40" y="300" width="190" height="2"/><rect x="300" y="336" width="140" height="2"/><rect x="760" y="296" width="120" height="2"/>
      <rect x="700" y="352" width="170" height="2"/><rect x="420" y="404" width="120" height="2"/><rect x="720" y="424" width="150" height="2"/>
    </g>
    <path d="M0 396 338 356l28 16L200 464H0Z" fill="#5e4b3f"/>
    <path d="M0 412 330 364M60 430l270-46M130 456l190-64" stroke="#3f3029" stroke-width="2" fill="none"/>
    <g fill="#3a2c25"><rect x="296" y="368" width="10" height="62"/><rect x="206" y="398" width="11" height="66"/><rect x="120" y="446" width="11" height="18"/></g>
    <path d="M0 0h146c-18 64-66 130-146 190Z" fill="#263a30"/>`,
};

export const KITCHEN: Drawing = {
  width: 640,
  height: 640,
  body: `
    <rect width="640" height="640" fill="#d9d0c1"/>
    <rect x="166" y="44" width="310" height="308" fill="#f3eee2"/>
    <rect x="186" y="64" width="124" height="118" fill="#b9cfd8"/><rect x="330" y="64" width="126" height="118" fill="#b9cfd8"/>
    <rect x="186" y="202" width="124" height="130" fill="#b9cfd8"/><rect x="330" y="202" width="126" height="130" fill="#b9cfd8"/>
    <path d="M186 268c40-30 80-40 124-36v100H186Z" fill="#7f9c76"/><path d="M330 234c50 6 90 26 126 52v46H330Z" fill="#7f9c76"/>
    <path d="M72 312h60v72H72Z" fill="#efe9dc"/><path d="M132 326c26 0 26 40 0 40" fill="none" stroke="#efe9dc" stroke-width="8"/>
    <rect y="384" width="640" height="40" fill="#8c6546"/>
    <rect y="424" width="640" height="216" fill="#33564b"/>
    <path d="M210 436v190M430 436v190" stroke="#24423a" stroke-width="5"/>
    <path d="M484 300h86l-12 84h-62Z" fill="#b76842"/>
    <path d="M524 302c-6-60-26-92-44-128 40 22 54 70 52 128Z" fill="#5d8153"/><path d="M532 302c-4-54 20-100 52-118-4 46-20 84-40 118Z" fill="#6c9160"/>`,
};

export const GARDEN: Drawing = {
  width: 640,
  height: 640,
  body: `
    <rect width="640" height="300" fill="#c9dbe0"/>
    <rect y="260" width="640" height="380" fill="#93ac73"/>
    <g fill="#5f8158"><circle cx="60" cy="210" r="120"/><circle cx="300" cy="190" r="110"/><circle cx="560" cy="200" r="130"/></g>
    <g fill="#718f60"><circle cx="180" cy="250" r="84"/><circle cx="440" cy="256" r="90"/></g>
    <g stroke="#4f7048" stroke-width="6"><path d="M130 600v-90M300 610v-80M470 590v-90"/></g>
    <g fill="#d0674a"><circle cx="130" cy="500" r="24"/><circle cx="356" cy="540" r="22"/></g>
    <g fill="#e9c05c"><circle cx="300" cy="520" r="22"/><circle cx="540" cy="530" r="24"/></g>
    <circle cx="470" cy="490" r="24" fill="#f3eee2"/>`,
};

export const ELSA: Drawing = {
  width: 256,
  height: 256,
  body: `
    <rect width="256" height="256" fill="#c9b49b"/>
    <circle cx="128" cy="40" r="30" fill="#e6e2da"/>
    <circle cx="128" cy="118" r="68" fill="#e6e2da"/>
    <circle cx="128" cy="130" r="54" fill="#efcdb2"/>
    <path d="M74 118c8-44 34-60 54-60s46 16 54 60c-22-30-36-38-54-38s-32 8-54 38Z" fill="#f2efe8"/>
    <path d="M40 256c6-56 40-74 88-74s82 18 88 74Z" fill="#4f5a74"/>
    <g fill="none" stroke="#5a4636" stroke-width="5"><circle cx="104" cy="132" r="18"/><circle cx="152" cy="132" r="18"/><path d="M122 132h12M112 162c10 8 22 8 32 0"/></g>`,
};

export const DOG: Drawing = {
  width: 256,
  height: 256,
  body: `
    <rect width="256" height="256" fill="#b7c7b4"/>
    <path d="M66 256c0-50 26-72 62-72s62 22 62 72Z" fill="#f5f0e6"/>
    <circle cx="128" cy="122" r="64" fill="#f5f0e6"/>
    <path d="M78 70c-34-4-44 34-36 84 26 6 40-24 42-66Z" fill="#8a5a3a"/><path d="M178 70c34-4 44 34 36 84-26 6-40-24-42-66Z" fill="#8a5a3a"/>
    <g fill="#3a2c25"><circle cx="104" cy="118" r="8"/><circle cx="152" cy="118" r="8"/><ellipse cx="128" cy="144" rx="13" ry="9"/></g>
    <path d="M128 152v12m-18 2c10 8 26 8 36 0" fill="none" stroke="#3a2c25" stroke-width="5"/>`,
};

/** As a file that a phone would send. */
export async function draw(browser: Browser, { width, height, body }: Drawing): Promise<Buffer> {
  const page = await browser.newPage({ viewport: { width, height } });
  await page.setContent(`<style>body{margin:0}svg{display:block}</style><svg width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" xmlns="http://www.w3.org/2000/svg">${body}</svg>`);
  const picture = await page.screenshot({ type: 'jpeg', quality: 88 });
  await page.close();
  return picture;
}
