// What the browser keeps for this address as short texts. Where it forbids even to ask for them (some private windows), nothing is kept
// and everything goes on.

const cupboard = (of: () => Storage) => ({
  read(name: string): string | null {
    try {
      return of().getItem(name);
    } catch {
      return null;
    }
  },
  /** Null takes it away. */
  write(name: string, text: string | null): void {
    try {
      if (text === null) of().removeItem(name);
      else of().setItem(name, text);
    } catch {
      // Forbidden, or full.
    }
  },
});

/** For all tabs, until it is taken away. */
export const kept = cupboard(() => localStorage);
/** For this tab, across its reloads. */
export const keptHere = cupboard(() => sessionStorage);
