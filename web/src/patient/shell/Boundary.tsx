import { Component, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import { useTexts } from '../../i18n/texts.ts';
import { EmptyState } from '../../ui/Notice.tsx';
import { loadAnew, PartMissing } from '../../ui/part.ts';
import { Button } from '../../ui/patient/Button.tsx';
import { useBackOnline } from '../returns.ts';
import { ReachClinic } from './ReachClinic.tsx';
import { texts } from './texts.ts';

/** Says it in words where a screen fails or does not come, in the screen's place; another address is another try. */
export function Boundary({ children }: { children: ReactNode }) {
  const [place] = useLocation();
  return <Caught place={place}>{children}</Caught>;
}

interface CaughtProps {
  place: string;
  children: ReactNode;
}

/** React has no function for it. */
class Caught extends Component<CaughtProps, { error: unknown }> {
  override state = { error: null as unknown };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override componentDidUpdate({ place }: CaughtProps) {
    if (place !== this.props.place && this.state.error !== null) this.setState({ error: null });
  }

  override render() {
    const { error } = this.state;
    return error === null ? this.props.children : <Failure error={error} />;
  }
}

function Failure({ error }: { error: unknown }) {
  const t = useTexts(texts);
  const isMissing = error instanceof PartMissing;
  useBackOnline(isMissing ? loadAnew : undefined);
  return (
    <div role="alert">
      <EmptyState isPage title={isMissing ? t.missing : t.failed}>
        <p>{t.failedWhat}</p>
        <Button onClick={() => void loadAnew()}>{t.again}</Button>
        <ReachClinic />
      </EmptyState>
    </div>
  );
}
