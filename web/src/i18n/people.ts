/** How people's names, documents and telephones are written. */

/** What people are called. */
interface Named {
  givenName: string;
  familyName: string;
}

/** Sosa, Elena: as lists name people. */
export function listedName({ givenName, familyName }: Named): string {
  return `${familyName}, ${givenName}`;
}

/** Elena Sosa: as sentences name people. */
export function spokenName({ givenName, familyName }: Named): string {
  return `${givenName} ${familyName}`;
}

/** 30.111.222; documents of other kinds as they are. */
export function formatDocument(documentType: string, number: string): string {
  if (documentType === 'DNI') return number.replace(/\B(?=(\d{3})+$)/g, '.');
  return number;
}

/** +54 9 11 5555-1234; only Buenos Aires is grouped, since area codes elsewhere differ in length. */
export function formatPhone(e164: string): string {
  const mobile = /^\+549(\d{10})$/.exec(e164)?.[1];
  if (!mobile) return e164;
  if (!mobile.startsWith('11')) return `+54 9 ${mobile}`;
  return `+54 9 11 ${mobile.slice(2, 6)}-${mobile.slice(6)}`;
}
