import type { ReactNode } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import styles from './Overlay.module.css';

/** A dialog over the screen. It takes the focus and gives it back; Escape and a click beside it close it. */
interface DialogProps {
  title: string;
  isOpen: boolean;
  onClose: () => void;
  /** For a question that must be answered: neither Escape nor a click beside it closes it. */
  mustAnswer?: boolean;
  /** It fills the window, and its parts share the height: nothing has to be scrolled to. */
  isLarge?: boolean;
  children: ReactNode;
}

export function Dialog({
  title,
  isOpen,
  onClose,
  mustAnswer = false,
  isLarge = false,
  children,
}: DialogProps) {
  return (
    <ModalOverlay
      className={styles.veil ?? ''}
      isDismissable={!mustAnswer}
      isKeyboardDismissDisabled={mustAnswer}
      isOpen={isOpen}
      onOpenChange={(open) => open || onClose()}
    >
      <Modal className={`${styles.modal} ${isLarge ? styles.large : ''}`}>
        <AriaDialog className={styles.dialog ?? ''} role={mustAnswer ? 'alertdialog' : 'dialog'}>
          <Heading slot="title">{title}</Heading>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

/** The buttons at the end of a dialog. */
export function DialogActions({ children }: { children: ReactNode }) {
  return <div className={styles.actions}>{children}</div>;
}
