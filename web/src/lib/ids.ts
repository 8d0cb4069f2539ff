// Names for things that this device makes. `crypto.randomUUID` does not exist on a plain-HTTP page.

export function clientId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
