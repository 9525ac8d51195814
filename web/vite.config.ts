/// <reference types="vitest/config" />
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { CHUNKS } from './build/chunks.ts';
import { compactDocuments } from './build/compact_documents.ts';
import { noInjectedStyles } from './build/no_injected_styles.ts';
import { pages } from './build/pages.ts';
import { pdfDecoders } from './build/pdf_decoders.ts';
import { precompress } from './build/precompress.ts';

const server = process.env.ASISTENCIA_URL ?? 'http://127.0.0.1:8080';
// The server lets a cookie in only from its own pages, so it has to see its own name, and not the proxy's.
const proxied = { target: server, changeOrigin: false };

export default defineConfig({
  appType: 'mpa',
  plugins: [react(), pages(), compactDocuments(), noInjectedStyles(), pdfDecoders(), precompress()],
  resolve: {
    // React has it since 18; what libraries bring is for those before.
    alias: [{ find: /^use-sync-external-store\/shim(\/index\.js)?$/, replacement: 'react' }],
  },
  build: {
    manifest: true,
    target: 'es2022',
    // Nothing inline: the content policy forbids it.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: ['consola.html', 'paciente.html'],
      output: { codeSplitting: { groups: CHUNKS } },
    },
  },
  server: {
    host: '127.0.0.1',
    proxy: {
      '/graphql': { ...proxied, ws: true },
      '/uploads': proxied,
      '/files': proxied,
      '/favicon.ico': proxied,
    },
  },
  // Inline, so that its schema is of the same graphql as the tests'.
  test: { include: ['src/**/*.test.{ts,tsx}'], server: { deps: { inline: ['graphql-ws'] } } },
});
