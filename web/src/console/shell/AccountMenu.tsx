import { useNavigate } from '@tanstack/react-router';
import { Header, Menu, MenuItem, MenuSection, MenuTrigger, Popover } from 'react-aria-components';
import { useMutation } from 'urql';
import { graphql } from '../../graphql/graphql.ts';
import { chooseLanguage, type Language, useLanguage } from '../../i18n/language.ts';
import { useTexts } from '../../i18n/texts.ts';
import { forgetDrafts } from '../../session/draft.ts';
import { useSession } from '../../session/session.tsx';
import { Button } from '../../ui/console/Button.tsx';
import { PersonIcon } from '../../ui/console/icons.tsx';
import overlay from '../../ui/console/Overlay.module.css';
import { CheckIcon, ChevronIcon } from '../../ui/icons.tsx';
import { chooseTheme, type Theme, useTheme } from '../../ui/theme.ts';
import styles from './AccountMenu.module.css';
import { texts } from './texts.ts';

const SignOut = graphql(`
  mutation SignOut {
    signOut {
      userErrors {
        code
      }
    }
  }
`);

/** Who is signed in, how they like to see things, and the way out. */
export function AccountMenu({ name, onShortcuts }: { name: string; onShortcuts: () => void }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const theme = useTheme();
  const { renew } = useSession();
  const navigate = useNavigate();
  const [, signOut] = useMutation(SignOut);

  const leave = async () => {
    const { error } = await signOut({});
    // Still signed in: say nothing else than the truth, and stay.
    if (error) return;
    forgetDrafts();
    // First of all: the page to sign in at must find nobody.
    renew();
    await navigate({ to: '/ingresar' });
  };
  return (
    <MenuTrigger>
      <Button aria-label={`${t.account}: ${name}`} variant="quiet">
        <PersonIcon />
        <span className={styles.name}>{name}</span>
        <ChevronIcon />
      </Button>
      <Popover className={overlay.popover ?? ''}>
        <Menu aria-label={t.account} className={overlay.list ?? ''}>
          <Choices
            choose={(key) => chooseLanguage(key as Language)}
            chosen={language}
            items={[
              { id: 'es', label: 'Español' },
              { id: 'en', label: 'English' },
            ]}
            title={t.language}
          />
          <Choices
            choose={(key) => chooseTheme(key as Theme)}
            chosen={theme}
            items={[
              { id: 'system', label: t.system },
              { id: 'light', label: t.light },
              { id: 'dark', label: t.dark },
            ]}
            title={t.theme}
          />
          <MenuItem className={overlay.item ?? ''} onAction={onShortcuts}>
            {t.shortcuts}
          </MenuItem>
          <MenuItem className={overlay.item ?? ''} onAction={leave}>
            {t.signOut}
          </MenuItem>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

function Choices(props: {
  title: string;
  items: { id: string; label: string }[];
  chosen: string;
  choose: (key: string) => void;
}) {
  return (
    <MenuSection
      className={styles.section ?? ''}
      disallowEmptySelection
      onSelectionChange={(keys) => {
        for (const key of keys) props.choose(String(key));
      }}
      selectedKeys={[props.chosen]}
      selectionMode="single"
    >
      <Header className={styles.title ?? ''}>{props.title}</Header>
      {props.items.map(({ id, label }) => (
        <MenuItem className={overlay.item ?? ''} id={id} key={id}>
          {({ isSelected }) => (
            <>
              {label}
              {isSelected && <CheckIcon />}
            </>
          )}
        </MenuItem>
      ))}
    </MenuSection>
  );
}
