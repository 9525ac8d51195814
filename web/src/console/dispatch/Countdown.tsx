import { useEffect, useState } from 'react';
import { serverNow } from '../../graphql/clock.ts';
import { leftUntil } from './countdown.ts';

/** How long it takes until an instant of the server, each second anew; `over` stands there afterwards. */
export function Countdown({ until, over }: { until: string; over: string }) {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return <span role="timer">{leftUntil(until, now) ?? over}</span>;
}
