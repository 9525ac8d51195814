import type { Plugin } from 'vite';

/** What the development server answers with the console's page; all other pages are the patient's. */
const CONSOLE = /^\/consola(\/|$)/;

/** Gives the development server the same addresses as the binary: a page for every route of the client. */
export function pages(): Plugin {
  return {
    name: 'asistencia-pages',
    configureServer(server) {
      server.middlewares.use((request, _response, next) => {
        const address = request.url ?? '/';
        const wantsPage = request.method === 'GET' && request.headers.accept?.includes('text/html');
        if (wantsPage) request.url = CONSOLE.test(address) ? '/consola.html' : '/paciente.html';
        next();
      });
    },
  };
}
