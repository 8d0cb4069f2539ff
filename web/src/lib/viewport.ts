// Keeps the page above the on-screen keyboard. Chrome and Firefox make the page smaller by themselves, as the viewport's `meta` asks
// them to. Safari lays the keyboard over the page and moves the page up under it: only its visual viewport tells of that.

/** Pixels of the page's height that are in sight. */
export function visibleHeight(): number {
  const view = window.visualViewport;
  const whole = document.documentElement.clientHeight;
  return view && !zoomed(view) ? Math.min(view.height, whole) : whole;
}

/** Zoomed in by two fingers the view is smaller too, and the page must stay as it is. */
const zoomed = ({ scale }: VisualViewport): boolean => Math.abs(scale - 1) > 0.01;

export function followKeyboard(): void {
  const view = window.visualViewport;
  if (!view) return;
  let before = '';
  const set = (name: string, value: string | null) => {
    const { style } = document.documentElement;
    if (value === null) style.removeProperty(name);
    else style.setProperty(name, value);
  };
  const fit = () => {
    const covered = !zoomed(view) && document.documentElement.clientHeight - view.height > 1;
    // Safari has moved it so that the field would be in sight. It will be.
    if (covered) window.scrollTo(0, 0);
    const now = covered ? `${view.height} ${view.offsetTop}` : '';
    if (now === before) return;
    before = now;
    set('--view', covered ? `${view.height}px` : null);
    set('--view-top', covered && view.offsetTop > 0 ? `${view.offsetTop}px` : null);
    // The strip at the foot of the screen lies under the keyboard.
    set('--safe-end', covered ? '0px' : null);
    // What stands beside something finds its place anew.
    dispatchEvent(new Event('resize'));
  };
  view.addEventListener('resize', fit);
  view.addEventListener('scroll', fit);
}
