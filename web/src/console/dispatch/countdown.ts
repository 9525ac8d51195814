/** What is left until an instant, as `14:05` or `1:00:00`; nothing once it has come. */
export function leftUntil(instant: string, now: number): string | undefined {
  const seconds = Math.ceil((Date.parse(instant) - now) / 1_000);
  if (seconds <= 0) return undefined;
  const two = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60];
  const rest = two(seconds % 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${two(minutes)}:${rest}`;
}
