import type { CombinedError } from '@urql/core';
import { type Dictionary, useTexts } from '../i18n/texts.ts';

/** A refusal as mutations answer it. `message` is in the reader's language already. */
export interface UserError {
  code: string;
  message: string;
  field: readonly string[] | null;
}

/** What went wrong with a mutation, as a form shows it. */
export interface Problems {
  /** The words beside an input, by its path below `input`: `email`, `answers.0.pain`. */
  fields: Record<string, string>;
  /** The words that are about no input of the form. */
  general: string[];
  /** The codes of the refusals, to branch on. */
  codes: string[];
}

/** What is left blank of the inputs that a form has at the moment, in the words for it. */
export function missingIn(form: FormData, words: Record<string, string>): Record<string, string> {
  // One that the form has not is "null" here, and not blank.
  return Object.fromEntries(Object.entries(words).filter(([name]) => /^\s*$/.test(String(form.get(name)))));
}

const NONE: Problems = { fields: {}, general: [], codes: [] };

const es = {
  network: 'No hay conexión con el servidor. Probá de nuevo.',
  failed: 'Algo salió mal. Probá de nuevo en un rato.',
  unusable: 'Hay un dato que el sistema no acepta. Revisá lo que escribiste.',
  unusableHere: 'El sistema no acepta este dato. Revisalo.',
};
const en = {
  network: 'The server cannot be reached. Try again.',
  failed: 'Something went wrong. Try again in a while.',
  unusable: 'Something you entered was not accepted. Please check it.',
  unusableHere: 'This was not accepted. Please check it.',
};
const texts: Dictionary<typeof es> = { es, en };

/** Errors whose message is meant for people; the others are about the document, or about us. */
const FOR_PEOPLE = new Set(['UNAUTHENTICATED', 'FORBIDDEN', 'BAD_USER_INPUT', 'RATE_LIMITED', 'UNAVAILABLE']);

/** The codes of an error's parts. */
export function errorCodes(error: CombinedError): string[] {
  return error.graphQLErrors.map((part) => String(part.extensions.code ?? ''));
}

/**
 * Returns a function that puts the outcome of a mutation into words, each by the field that it is about. `shown`
 * names the inputs that the form has, also where a refusal is about a part of one (`synonyms.1`): a refusal about
 * anything else is general, so that none is lost.
 */
export function useProblems() {
  const t = useTexts(texts);
  return (
    outcome: { error?: CombinedError | undefined; userErrors?: readonly UserError[] | undefined },
    shown: readonly string[],
  ): Problems => {
    if (outcome.error) {
      const codes = errorCodes(outcome.error);
      const input = inputOf(unusablePath(outcome.error), shown);
      if (input !== undefined) return { general: [], fields: { [input]: t.unusableHere }, codes };
      return { ...NONE, general: errorWords(outcome.error, t), codes };
    }
    const problems: Problems = { fields: {}, general: [], codes: [] };
    for (const { code, message, field } of outcome.userErrors ?? []) {
      problems.codes.push(code);
      const input = inputOf(field ?? [], shown);
      if (input !== undefined) problems.fields[input] ??= message;
      else problems.general.push(message);
    }
    return problems;
  };
}

/** The input that a refusal is about, or is about a part of; nothing where the form has none. */
function inputOf(field: readonly string[], shown: readonly string[]): string | undefined {
  const path = field.slice(field[0] === 'input' ? 1 : 0);
  const paths = path.map((_, place) => path.slice(0, path.length - place).join('.'));
  return paths.find((path) => shown.includes(path));
}

/** Returns a function that puts the failure of a query into words. */
export function useErrorWords() {
  const t = useTexts(texts);
  return (error: CombinedError) => errorWords(error, t);
}

function errorWords(error: CombinedError, t: typeof es): string[] {
  if (error.networkError) return [t.network];
  const told = error.graphQLErrors.filter((part) => FOR_PEOPLE.has(String(part.extensions.code)));
  const words = told.map((part) => (isAboutVariables(part) ? t.unusable : part.message));
  return words.length > 0 ? [...new Set(words)] : [t.failed];
}

type ErrorPart = CombinedError['graphQLErrors'][number];

/** Whether the input did not even fit the schema. What is said of it is meant for who writes clients. */
function isAboutVariables({ extensions, path }: ErrorPart): boolean {
  return extensions.code === 'BAD_USER_INPUT' && path === undefined;
}

/** The path of what did not fit the schema; empty where it is not told. */
function unusablePath({ graphQLErrors }: CombinedError): readonly string[] {
  const part = graphQLErrors.find(isAboutVariables);
  if (!part) return [];
  const { path } = part.extensions;
  if (Array.isArray(path)) return path.map(String);
  return (
    / at "([^"]+)"/
      .exec(part.message)?.[1]
      ?.split(/[.[\]]+/)
      .filter(Boolean) ?? []
  );
}
