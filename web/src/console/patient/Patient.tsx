export function Patient() {
  return null;
}
