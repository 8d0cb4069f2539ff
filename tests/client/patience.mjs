// How long anything is waited for.

/** A bound for what should have happened long ago: it makes a failure, never a pause. Milliseconds. */
export const PATIENCE = 20_000;

/** Fails with `what` where a promise takes longer than patience lasts. */
export function inTime(promise, what, patience = PATIENCE) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: not within ${patience / 1000} s`)), patience);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** Looks again until something that nobody tells of has come about. */
export async function eventually(condition, what) {
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    const found = await condition();
    if (found) return found;
    if (Date.now() > deadline) throw new Error(`${what}: not within ${PATIENCE / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
