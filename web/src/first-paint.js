// Which theme and which size of text the page has, before anything is drawn. Runs by itself, ahead of the rest, and again
// whenever the preferences or the system's own theme change.

(() => {
  const root = document.documentElement;
  const system = matchMedia('(prefers-color-scheme: dark)');
  const walls = { light: '#F4F1EB', dark: '#141614' };

  function look() {
    let kept = {};
    try {
      kept = JSON.parse(localStorage.getItem('preferences')) ?? {};
    } catch {
      // Written by somebody else, or not to be read: as the system has it.
    }
    const theme = kept.theme === 'light' || kept.theme === 'dark' ? kept.theme : system.matches ? 'dark' : 'light';
    root.dataset.theme = theme;
    root.dataset.text = typeof kept.textSize === 'string' ? kept.textSize : 'normal';
    document.querySelector('meta[name=color-scheme]')?.setAttribute('content', theme);
    document.querySelector('meta[name=theme-color]')?.setAttribute('content', walls[theme]);
  }

  look();
  system.addEventListener('change', look);
  addEventListener('storage', look);
  addEventListener('preferences', look);
})();
