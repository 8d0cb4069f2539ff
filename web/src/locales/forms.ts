// How a language counts, lists and writes numbers: what every catalogue is built with.

export interface Forms {
  /** The words for so many, with the number before them: one form a plural category of the language. */
  count: (n: number, forms: Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }) => string;
  list: (names: readonly string[]) => string;
  number: (n: number) => string;
}

export function forms(tag: string): Forms {
  const plural = new Intl.PluralRules(tag);
  const list = new Intl.ListFormat(tag, { type: 'conjunction' });
  const format = new Intl.NumberFormat(tag);
  const number = (n: number) => format.format(n);
  return {
    // `#` stands where the number goes; a form without it says the number in words.
    count: (n, all) => (all[plural.select(n)] ?? all.other).replace('#', number(n)),
    list: (names) => list.format(names),
    number,
  };
}
