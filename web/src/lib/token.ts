// What a token says of itself. Only the server judges it; this is for knowing when to ask for the next one, and whose it is.

interface Claims {
  id: string;
  iat: number;
  exp: number;
}

function claims(jwt: string): Claims | null {
  try {
    const coded = (jwt.split('.')[1] ?? '').replace(/-/g, '+').replace(/_/g, '/');
    const bytes = Uint8Array.from(atob(coded), (letter) => letter.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(bytes)) as Claims;
  } catch {
    return null;
  }
}

const seconds = (): number => Date.now() / 1_000;

/** Whether more than half of its life is over; `now` in seconds. */
export function halfSpent(jwt: string, now = seconds()): boolean {
  const said = claims(jwt);
  return said !== null && said.exp - now < (said.exp - said.iat) / 2;
}

export function expired(jwt: string, now = seconds()): boolean {
  const said = claims(jwt);
  return said !== null && said.exp <= now;
}

export const userOf = (jwt: string): string | null => claims(jwt)?.id ?? null;
