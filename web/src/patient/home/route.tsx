import { createRoute, Link } from '@tanstack/react-router';
import { useTexts } from '../../i18n/texts.ts';
import { buttonLook } from '../../ui/patient/Button.tsx';
import { rootRoute } from '../shell/route.tsx';
import { texts } from './texts.ts';

/** `/`: what this is for, and where it begins. */
export const homeRoute = createRoute({ getParentRoute: () => rootRoute, path: '/', component: Home });

function Home() {
  const t = useTexts(texts);
  return (
    <>
      <h1>{t.title}</h1>
      <p>{t.lead}</p>
      <Link className={buttonLook} to="/ordenes">
        {t.upload}
      </Link>
    </>
  );
}
