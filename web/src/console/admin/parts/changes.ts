/** What was typed and differs from what is there. Lists differ by what is in them. */
export function changesOf<Values extends object>(current: Values, typed: Partial<Values>): Partial<Values> {
  const differs = ([name, value]: [string, unknown]) =>
    JSON.stringify(value) !== JSON.stringify(current[name as keyof Values]);
  return Object.fromEntries(Object.entries(typed).filter(differs)) as Partial<Values>;
}
