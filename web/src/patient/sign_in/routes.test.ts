import { expect, it } from 'vitest';
import { signInPath, wayBack } from './routes.ts';

it.each([
  ['/', '/ingresar', '/ordenes'],
  ['/ordenes/nueva', '/ingresar?volver=%2Fordenes%2Fnueva', '/ordenes/nueva'],
])('signing in leads back to %s', (here, path, back) => {
  expect(signInPath(here)).toBe(path);
  expect(wayBack(path.split('?')[1] ?? '')).toBe(back);
});

it('leads nowhere else', () => {
  expect(wayBack('volver=https://evil.example/')).toBe('/ordenes');
  expect(wayBack('volver=//evil.example/')).toBe('/ordenes');
});
