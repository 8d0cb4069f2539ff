// Something that is tried and told of only where it fails.

import { tell } from '../state/notices.ts';

/** Whether it was done. */
export async function attempt(work: Promise<unknown>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    tell((error as Error).message, true);
    return false;
  }
}
