import type { Plugin } from 'vite';

/** A document as the sources write it: `graphql(` and a text without insertions. */
const DOCUMENT = /(\bgraphql\(\s*`)([^`$]*(?:\$(?!\{)[^`$]*)*)(?=`)/g;

/** Takes out of the documents what only makes them easy to read in the sources. */
export function compactDocuments(): Plugin {
  return {
    name: 'asistencia-compact-documents',
    apply: 'build',
    enforce: 'pre',
    transform: {
      filter: { id: /\/src\/.*\.tsx?$/, code: 'graphql(' },
      handler(code) {
        const compact = code.replace(
          DOCUMENT,
          (_, before, text) =>
            before +
            text
              .replace(/\s+/g, ' ')
              .replace(/ ?([{}():,!]) ?/g, '$1')
              .trim(),
        );
        return { code: compact, map: null };
      },
    },
  };
}
