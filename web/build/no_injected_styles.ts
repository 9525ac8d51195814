import type { Plugin } from 'vite';

/** Libraries that put a style element into the page; the content policy forbids it, and our CSS has what we need of it. */
const INJECTS = /node_modules\/react-zoom-pan-pinch\//;

/** Leaves out what would inject styles. */
export function noInjectedStyles(): Plugin {
  return {
    name: 'asistencia-no-injected-styles',
    apply: 'build',
    transform: {
      filter: { id: INJECTS },
      handler(code) {
        const without = code.replace(/^styleInject\(\w+\);$/m, '');
        if (without === code) this.error('The library injects its styles in another way now.');
        return { code: without, map: null };
      },
    },
  };
}
