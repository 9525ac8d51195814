import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef } from 'react';
import styles from './patient.module.css';

/** A dialog on the browser's own: it keeps the focus, and Escape closes it unless `mustAnswer`. */
interface DialogProps {
  title: string;
  isOpen: boolean;
  onClose: () => void;
  mustAnswer?: boolean;
  children: ReactNode;
}

export function Dialog({ title, isOpen, onClose, mustAnswer = false, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    if (isOpen) dialog.current?.showModal();
    else dialog.current?.close();
  }, [isOpen]);
  // A second Escape closes it whatever `cancel` is answered with, so the key does not come that far.
  const onKeyDown = (event: KeyboardEvent) => {
    if (mustAnswer && event.key === 'Escape') event.preventDefault();
  };
  return (
    <dialog
      aria-labelledby={id}
      className={styles.dialog}
      onCancel={(event) => {
        // The page decides whether it is open.
        event.preventDefault();
        if (!mustAnswer) onClose();
      }}
      onKeyDown={onKeyDown}
      ref={dialog}
    >
      <h2 id={id}>{title}</h2>
      {isOpen && children}
    </dialog>
  );
}
