// What a token says of itself. Only the server judges it; this is for knowing when to ask for the next one.

/** Whether more than half of its life is over; `now` in seconds. */
export function halfSpent(jwt: string, now = Date.now() / 1_000): boolean {
  try {
    const claims = jwt.split('.')[1] ?? '';
    const { iat, exp } = JSON.parse(atob(claims.replace(/-/g, '+').replace(/_/g, '/'))) as { iat: number; exp: number };
    return exp - now < (exp - iat) / 2;
  } catch {
    return false;
  }
}
