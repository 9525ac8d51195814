import { useEffect, useState } from 'react';

/** A picture that is still here, and not with the server yet. */
export function Photo({ file, alt }: { file: File | null; alt: string }) {
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    if (!file) return;
    const made = URL.createObjectURL(file);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  return address ? <img alt={alt} decoding="async" src={address} /> : null;
}
