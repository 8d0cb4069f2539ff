// Keeps the page above the on-screen keyboard where the browser lays the keyboard over it (Safari).

export function followKeyboard(): void {
  const view = window.visualViewport;
  if (!view) return;
  const fit = () => {
    // Zoomed in by two fingers the view is smaller too, and the page must stay as it is.
    const covered = view.scale === 1 && window.innerHeight - view.height > 1;
    const { style } = document.documentElement;
    if (covered) style.setProperty('--view', `${view.height}px`);
    else style.removeProperty('--view');
    if (covered) window.scrollTo(0, 0);
  };
  view.addEventListener('resize', fit);
}
