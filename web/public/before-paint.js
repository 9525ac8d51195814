// Runs before the first paint, so that nobody who chose dark or English sees a flash of the other.
// src/ui/theme.ts and src/i18n/language.ts write what is read here.
(() => {
  const root = document.documentElement;
  try {
    const theme = localStorage.getItem('asistencia.theme');
    if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
    if (localStorage.getItem('asistencia.language') === 'en') root.lang = 'en-GB';
  } catch {
    // A browser that keeps nothing shows its own theme and Spanish.
  }
})();
