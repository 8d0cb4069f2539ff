// What the forms at the gate share: one call at a time, and what it answered.

import { useState } from 'preact/hooks';
import { CallError } from '../api.ts';
import type { Failure, SignedIn } from '../protocol.ts';
import { enter } from '../session.ts';

export interface Wrong {
  /** The input at fault; null: the form as a whole. */
  field: string | null;
  text: string;
  code: Failure['code'] | null;
}

/** `newcomer`: whoever comes in here has a new account. */
export function useGate(fields: readonly string[], newcomer = false) {
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<Wrong | null>(null);

  /** Goes in with what the call answers; says what was wrong otherwise, and whether that was so. */
  const tryIn = async (attempt: () => Promise<SignedIn>): Promise<Wrong | null> => {
    setBusy(true);
    setWrong(null);
    try {
      enter(await attempt(), newcomer);
      return null;
    } catch (error) {
      const failure = error instanceof CallError ? error.failure : null;
      const found = { field: failure?.field ?? null, text: (error as Error).message, code: failure?.code ?? null };
      setWrong(found);
      setBusy(false);
      return found;
    }
  };

  const errorOf = (field: string) => (wrong?.field === field ? wrong.text : undefined);
  const general = wrong && !fields.includes(wrong.field ?? '') ? wrong.text : undefined;
  return { busy, setWrong, errorOf, general, tryIn };
}
