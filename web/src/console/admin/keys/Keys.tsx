import { useState } from 'react';
import { useQuery } from 'urql';
import { graphql, readFragment } from '../../../graphql/graphql.ts';
import { useFormat } from '../../../i18n/format.ts';
import { useTexts } from '../../../i18n/texts.ts';
import { Button } from '../../../ui/console/Button.tsx';
import { Table } from '../../../ui/console/Table.tsx';
import { EmptyState } from '../../../ui/Notice.tsx';
import { LostSecret, OneTimeSecret } from '../parts/OneTimeSecret.tsx';
import parts from '../parts/parts.module.css';
import { Loaded, Screen } from '../parts/Screen.tsx';
import { texts as shared } from '../parts/texts.ts';
import { NEW } from '../search.ts';
import { KeyRow, NewKey, RevokeKey } from './KeyForms.tsx';
import { keysRoute } from './route.tsx';
import { texts } from './texts.ts';

const KeysQuery = graphql(
  `
    query Keys {
      integrations {
        id
        ...KeyRow
      }
    }
  `,
  [KeyRow],
);

/** The API keys that work. */
export function Keys() {
  const t = useTexts(texts);
  const s = useTexts(shared);
  const format = useFormat();
  const { editar } = keysRoute.useSearch();
  const navigate = keysRoute.useNavigate();
  const [made, setMade] = useState<{ name: string; key: string }>();
  const [without, setWithout] = useState<{ id: string; name: string }>();
  const [query, again] = useQuery({ query: KeysQuery });
  const edit = (id?: string) => void navigate({ search: id === undefined ? {} : { editar: id } });
  return (
    <Screen
      action={
        <Button onPress={() => edit(NEW)} variant="primary">
          {t.add}
        </Button>
      }
      intro={t.intro}
      title={t.title}
    >
      {editar === NEW && <NewKey onClose={() => edit()} onLost={setWithout} onMade={setMade} />}
      {without && (
        <LostSecret
          about={t.secretLost(without.name)}
          goOn={t.revokeName(without.name)}
          onGoOn={() => {
            setWithout(undefined);
            edit(without.id);
          }}
          title={t.secret}
        />
      )}
      {made && (
        <OneTimeSecret
          about={t.secretAbout(made.name)}
          onClose={() => setMade(undefined)}
          secret={made.key}
          title={t.secret}
        />
      )}
      <Loaded again={() => again({ requestPolicy: 'network-only' })} query={query}>
        {({ integrations }) => {
          const keys = readFragment(KeyRow, integrations);
          const revoked = keys.find(({ id }) => id === editar);
          if (keys.length === 0) return <EmptyState title={t.none} />;
          return (
            <>
              <Table label={t.title}>
                <thead>
                  <tr>
                    <th scope="col">{t.name}</th>
                    <th scope="col">{t.scopes}</th>
                    <th className={parts.wide} scope="col">
                      {t.made}
                    </th>
                    <th scope="col">{s.actions}</th>
                  </tr>
                </thead>
                <tbody>
                  {keys.map((key) => (
                    <tr key={key.id}>
                      <th scope="row">{key.name}</th>
                      <td>{key.scopes.map((scope) => t[scope]).join(' · ')}</td>
                      <td className={parts.wide}>{format.date(key.createdAt)}</td>
                      <td>
                        <Button
                          aria-label={t.revokeName(key.name)}
                          onPress={() => edit(key.id)}
                          variant="quiet"
                        >
                          {t.revoke}
                        </Button>
                      </td>
                    </tr>
                  ))}
                </tbody>
              </Table>
              {revoked && <RevokeKey integration={revoked} onClose={() => edit()} />}
            </>
          );
        }}
      </Loaded>
    </Screen>
  );
}
