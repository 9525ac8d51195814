import { Fragment } from 'react';

/** An e-mail address, which breaks at its signs where there is no room for it in one line. */
export function Email({ address }: { address: string }) {
  return address.split(/(?=[@.])/).map((part, place) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a part is its place
    <Fragment key={place}>
      {place > 0 && <wbr />}
      {part}
    </Fragment>
  ));
}
