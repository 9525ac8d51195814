import { useState } from 'react';

/** What a picture is shown from. */
interface PictureProps {
  address: string;
  label: string;
  /** Asks for a new address: this one has lapsed. */
  onLapsed: () => void;
}

/**
 * A picture whose address is signed for a few minutes. It keeps the address that it was loaded from, since each
 * reading of the request brings another one of the same picture.
 */
export function Picture({ address, label, onLapsed }: PictureProps) {
  const [loaded, setLoaded] = useState<string>();
  const [failed, setFailed] = useState<string>();
  return (
    <img
      alt={label}
      onError={() => {
        setLoaded(undefined);
        if (failed === undefined) onLapsed();
        setFailed(address);
      }}
      onLoad={(event) => {
        setLoaded(event.currentTarget.getAttribute('src') ?? undefined);
        setFailed(undefined);
      }}
      src={loaded ?? address}
    />
  );
}
