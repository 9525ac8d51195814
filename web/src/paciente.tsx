import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { normalisedCache } from './graphql/cache.ts';
import { Patient } from './patient/Patient.tsx';
import { ClinicProvider } from './session/clinic.tsx';
import { SessionProvider } from './session/session.tsx';
import { dropControlCharacters } from './ui/control_characters.ts';
import './ui/base.css';

dropControlCharacters();

createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <SessionProvider cache={normalisedCache}>
      <ClinicProvider>
        <Patient />
      </ClinicProvider>
    </SessionProvider>
  </StrictMode>,
);
