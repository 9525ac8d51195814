import { beginOrder, slots } from '../support/patient.ts';
import { expect, type Page } from '../support/test.ts';
import { press, type Screen } from './screen.ts';

/** Chooses a slot, and goes on to look at it again. */
async function choose(page: Page) {
  await slots(page).nth(1).check();
  await page.getByRole('button', { name: 'Continuar' }).click();
  await expect(page.getByRole('heading', { name: 'Revisá y confirmá' })).toBeVisible();
}

/** The patients' screens. */
export const PATIENT: Screen[] = [
  { name: 'patient-home', route: '/', title: '¿Tenés una orden médica?' },
  { name: 'patient-sign-in', route: '/ingresar', title: 'Ingresá' },
  { name: 'patient-sign-up', route: '/registrarse', title: 'Creá tu cuenta' },
  { name: 'patient-nowhere', route: '*', at: () => '/ordenes/a/b/c', title: 'Esta página no existe' },

  { as: 'patient', name: 'patient-requests', route: '/ordenes', title: 'Mis órdenes' },
  { as: 'patient', name: 'patient-confirm-contact', route: '/ordenes/nueva', title: 'Subí tu orden' },
  {
    as: 'patient',
    name: 'patient-upload',
    route: '/ordenes/nueva',
    title: 'Subí tu orden',
    // Whoever has just said that the telephone is right is not asked again.
    act: async (page, device) => {
      if (device === 'desktop') await beginOrder(page);
      await expect(page.getByRole('button', { name: 'Adjuntar' })).toBeVisible();
    },
  },
  {
    as: 'patient',
    name: 'patient-request',
    route: '/ordenes/:id',
    at: ({ pending }) => `/ordenes/${pending}`,
    title: /^Orden del/,
  },
  {
    as: 'photographer',
    name: 'patient-more-photos',
    route: '/ordenes/:id/fotos',
    at: ({ awaitingPhoto }) => `/ordenes/${awaitingPhoto}/fotos`,
    title: /foto/,
  },
  { as: 'patient', name: 'patient-account', route: '/mis-datos', title: 'Mis datos' },

  {
    name: 'journey-door',
    route: '/j/:token?',
    at: ({ choosing }) => new URL(choosing.link).pathname,
    title: 'Abrí tu enlace',
  },
  { name: 'journey-link-needed', route: '/reservar', title: 'Abrí tu enlace de nuevo' },
  { as: 'choosing', name: 'journey-offers', route: '/reservar', title: 'Elegí tu turno' },
  {
    as: 'choosing',
    name: 'journey-review',
    route: '/reservar/revisar',
    at: () => '/reservar',
    title: 'Elegí tu turno',
    act: choose,
  },
  { as: 'booked', name: 'journey-booked', route: '/reservar', title: 'Tu turno' },
  {
    as: 'booked',
    name: 'journey-cancel',
    route: '/reservar',
    title: 'Tu turno',
    act: press('Cancelar el turno'),
  },
  { as: 'booked', name: 'journey-move', route: '/reservar/cambiar', title: 'Cambiá tu turno' },
  {
    as: 'booked',
    name: 'journey-move-review',
    route: '/reservar/cambiar/revisar',
    at: () => '/reservar/cambiar',
    title: 'Cambiá tu turno',
    act: choose,
  },

  { as: 'treated', name: 'treatment', route: '/tratamiento', title: 'Tu tratamiento' },
  {
    as: 'treated',
    name: 'treatment-visit',
    route: '/tratamiento/:id',
    at: ({ treated }) => `/tratamiento/${treated.visit}`,
    title: 'Tu visita',
  },
  {
    as: 'treated',
    name: 'treatment-cancel',
    route: '/tratamiento/:id',
    at: ({ treated }) => `/tratamiento/${treated.visit}`,
    title: 'Tu visita',
    act: press('Cancelar esta visita'),
  },
  {
    as: 'treated',
    name: 'treatment-move',
    route: '/tratamiento/:id/cambiar',
    at: ({ treated }) => `/tratamiento/${treated.visit}/cambiar`,
    title: 'Cambiá tu visita',
  },
  {
    as: 'treated',
    name: 'treatment-move-review',
    route: '/tratamiento/:id/cambiar/revisar',
    at: ({ treated }) => `/tratamiento/${treated.visit}/cambiar`,
    title: 'Cambiá tu visita',
    act: choose,
  },

  { as: 'booked', name: 'forms', route: '/formularios', title: /formularios/i },
  ...['Por qué venís', 'Dolor', 'Tu salud', 'Consentimiento'].map(
    (title, index): Screen => ({
      as: 'booked',
      name: `form-part-${index + 1}`,
      route: '/formularios/:id/:step?',
      at: ({ booked }) => `/formularios/${booked.form}?parte=${index + 1}`,
      title,
    }),
  ),
  {
    as: 'booked',
    name: 'form-review-missing',
    route: '/formularios/:id/:step?',
    at: ({ booked }) => `/formularios/${booked.form}/revisar`,
    title: 'Revisá tus respuestas',
  },
];
