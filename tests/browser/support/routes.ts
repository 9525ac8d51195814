import { resolve } from 'node:path';

const WEB = resolve(import.meta.dirname, '../../../web');

/** The addresses that the routers know, as they tell by themselves: their sources are run, without a page. */
export async function routes(): Promise<{ console: string[]; patient: string[] }> {
  const { createServer } = await import('../../../web/node_modules/vite/dist/node/index.js');
  const sources = await createServer({
    root: WEB,
    configFile: false,
    appType: 'custom',
    server: { middlewareMode: true, hmr: false, ws: false, watch: null },
    optimizeDeps: { noDiscovery: true },
  });
  const { router } = await sources.ssrLoadModule('/src/console/router.tsx');
  const { ROUTES } = await sources.ssrLoadModule('/src/patient/Patient.tsx');
  await sources.close();
  return {
    console: Object.keys(router.routesByPath),
    patient: ROUTES.map(({ path }: { path: string }) => path),
  };
}
