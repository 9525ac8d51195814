/** What Excel wants at the start to read UTF-8. */
export const BYTE_ORDER_MARK = '\uFEFF';

/**
 * Lines of CSV with semicolons, which is what Excel separates by where the comma is the decimal sign, as in
 * Argentina.
 */
export function csvLines(rows: readonly (readonly string[])[]): string {
  return rows.map((cells) => `${cells.map(csvCell).join(';')}\r\n`).join('');
}

/** A cell that no spreadsheet takes for a formula: patients wrote some of these texts. */
export function csvCell(value: string): string {
  const harmless = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[";\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
