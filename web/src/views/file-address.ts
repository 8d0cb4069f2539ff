// An address for an `img`: found once for as long as the element lives, so that a newer token loads nothing again.

import { useEffect, useState } from 'preact/hooks';
import { addressNow, addressOf } from '../chapters/files.ts';
import { ownPicture } from '../state/attachments.ts';

export interface Source {
  src: string | undefined;
  /** It could not be had with a new token either. */
  broken: boolean;
  onError: () => void;
}

/** `of`: the file whose picture this is; one that this browser sent is at hand. */
export function useSource(url: string, of?: string): Source {
  const [tries, setTries] = useState(0);
  const [src, setSrc] = useState(() => (of && ownPicture(of)) ?? addressNow(url) ?? undefined);
  useEffect(() => {
    if (src !== undefined && tries === 0) return;
    if (tries > 1) return;
    let here = true;
    addressOf(url, tries > 0).then(
      // The same address again would not be asked for again.
      (address) => here && setSrc(tries > 0 ? `${address}&try=${tries}` : address),
      () => here && setTries(2),
    );
    return () => void (here = false);
  }, [url, tries]);
  return { src, broken: tries > 1, onError: () => setTries(tries + 1) };
}

/** For a click on a link to a file: a token that has grown old is exchanged before the browser follows. */
export function follow(url: string) {
  return (event: MouseEvent): void => {
    const link = event.currentTarget as HTMLAnchorElement;
    const now = addressNow(url);
    if (now) {
      link.href = now;
      return;
    }
    event.preventDefault();
    void addressOf(url).then((address) => {
      link.href = address;
      link.click();
    });
  };
}
