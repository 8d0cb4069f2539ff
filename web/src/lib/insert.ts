// Writing into a field as a hand would, so that undoing works.

/** Puts `words` in place of what stands between the two; the field tells of it by an `input` event. */
export function insert(field: HTMLTextAreaElement, words: string, from = field.selectionStart, to = field.selectionEnd): void {
  field.focus({ preventScroll: true });
  field.setSelectionRange(from, to);
  if (document.execCommand('insertText', false, words)) return;
  field.setRangeText(words, from, to, 'end');
  field.dispatchEvent(new InputEvent('input', { bubbles: true }));
}
