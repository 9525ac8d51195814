/** Whether there is something to look for in what was typed: a letter or a digit. */
export function isSearchable(search: string): boolean {
  return /[\p{L}\p{N}]/u.test(search);
}
