import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { I18nProvider } from 'react-aria-components';
import { createRoot } from 'react-dom/client';
import { cache } from './console/cache.ts';
import { router } from './console/router.tsx';
import { LOCALES, useLanguage } from './i18n/language.ts';
import { ClinicProvider } from './session/clinic.tsx';
import { SessionProvider } from './session/session.tsx';
import { dropControlCharacters } from './ui/control_characters.ts';
import { ignoreHeldKeys } from './ui/held_keys.ts';
import './ui/base.css';

function Console() {
  return (
    <I18nProvider locale={LOCALES[useLanguage()]}>
      <SessionProvider cache={cache}>
        <ClinicProvider>
          <RouterProvider router={router} />
        </ClinicProvider>
      </SessionProvider>
    </I18nProvider>
  );
}

dropControlCharacters();
ignoreHeldKeys();

createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <Console />
  </StrictMode>,
);
