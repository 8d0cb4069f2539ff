// Files that are dragged over the conversation, and dropped on it.

import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** True while files are over it. Anything else that is dragged, words or a link, is left to the browser. */
export function useDrop(frame: RefObject<HTMLElement | null>, take: (files: File[]) => void): boolean {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const { current } = frame;
    if (!current) return;
    const files = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') === true;
    // Each element that is crossed tells of itself; inside or outside is what counts.
    const enter = (event: DragEvent) => {
      if (!files(event)) return;
      event.preventDefault();
      if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
      setOver(true);
    };
    const leave = (event: DragEvent) => {
      if (!(event.relatedTarget instanceof Node) || !current.contains(event.relatedTarget)) setOver(false);
    };
    const drop = (event: DragEvent) => {
      if (!files(event)) return;
      event.preventDefault();
      setOver(false);
      take([...(event.dataTransfer?.files ?? [])]);
    };
    // Beside the conversation a file would be opened in place of the page.
    const beside = (event: DragEvent) => {
      if (!event.defaultPrevented && files(event)) {
        event.preventDefault();
        if (event.dataTransfer) event.dataTransfer.dropEffect = 'none';
      }
    };
    current.addEventListener('dragenter', enter);
    current.addEventListener('dragover', enter);
    current.addEventListener('dragleave', leave);
    current.addEventListener('drop', drop);
    addEventListener('dragover', beside);
    addEventListener('drop', beside);
    return () => {
      current.removeEventListener('dragenter', enter);
      current.removeEventListener('dragover', enter);
      current.removeEventListener('dragleave', leave);
      current.removeEventListener('drop', drop);
      removeEventListener('dragover', beside);
      removeEventListener('drop', beside);
    };
  }, []);
  return over;
}
