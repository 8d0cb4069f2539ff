// An address for an `img`: found once for as long as the element lives, so that a newer token loads nothing again.

import { useEffect, useState } from 'preact/hooks';
import { addressNow, addressOf } from '../chapters/files.ts';
import { ownPicture } from '../state/attachments.ts';
import { connected } from '../state/connection.ts';

export interface Source {
  src: string | undefined;
  /** It could not be had with a new token either; when the line comes up it is asked for again. */
  broken: boolean;
  onError: () => void;
}

/** `of`: the file whose picture this is; one that this browser sent is at hand. */
export function useSource(url: string, of?: string): Source {
  const [tries, setTries] = useState(0);
  const [broken, setBroken] = useState(false);
  const [src, setSrc] = useState(() => (of && ownPicture(of)) ?? addressNow(url) ?? undefined);
  const up = connected.value;
  useEffect(() => {
    if (src !== undefined && tries === 0) return;
    let here = true;
    addressOf(url, tries > 0).then(
      // The same address again would not be asked for again.
      (address) => here && setSrc(tries > 0 ? `${address}&try=${tries}` : address),
      () => here && setBroken(true),
    );
    return () => void (here = false);
  }, [url, tries]);
  useEffect(() => {
    if (!up || !broken) return;
    setBroken(false);
    setTries(tries + 1);
  }, [up]);
  return { src, broken, onError: () => (tries === 0 ? setTries(1) : setBroken(true)) };
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
