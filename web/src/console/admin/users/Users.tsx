import { useState } from 'react';
import { readFragment } from '../../../graphql/graphql.ts';
import { useWhole } from '../../../graphql/use_whole.ts';
import { useFormat } from '../../../i18n/format.ts';
import { useTexts } from '../../../i18n/texts.ts';
import { Button } from '../../../ui/console/Button.tsx';
import { Table } from '../../../ui/console/Table.tsx';
import { Badge } from '../../../ui/Notice.tsx';
import { LostSecret, OneTimeSecret } from '../parts/OneTimeSecret.tsx';
import parts from '../parts/parts.module.css';
import { Loaded, Screen } from '../parts/Screen.tsx';
import { texts as shared } from '../parts/texts.ts';
import { NEW } from '../search.ts';
import { UserRow, UsersQuery } from './documents.ts';
import { usersRoute } from './route.tsx';
import { texts } from './texts.ts';
import { EditUser, NewUser } from './UserForms.tsx';

/** A password to hand over. */
export interface Handover {
  name: string;
  password: string;
  expiresAt: string;
}

/** The clinic's staff: who may come in, and as what. */
export function Users() {
  const t = useTexts(texts);
  const s = useTexts(shared);
  const format = useFormat();
  const { editar } = usersRoute.useSearch();
  const navigate = usersRoute.useNavigate();
  const [handover, setHandover] = useState<Handover>();
  const [without, setWithout] = useState<{ id: string; name: string }>();
  const [query, readAgain] = useWhole(UsersQuery, {}, ({ users }) => users);
  const edit = (id?: string) => void navigate({ search: id === undefined ? {} : { editar: id } });
  const close = () => edit();

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
      {handover && (
        <OneTimeSecret
          about={t.passwordAbout(handover.name, format.dateTime(handover.expiresAt))}
          onClose={() => setHandover(undefined)}
          secret={handover.password}
          title={t.password}
        />
      )}
      {editar === NEW && <NewUser onClose={close} onLost={setWithout} onMade={setHandover} />}
      {without && (
        <LostSecret
          about={t.passwordLost(without.name)}
          goOn={s.editName(without.name)}
          onGoOn={() => {
            setWithout(undefined);
            edit(without.id);
          }}
          title={t.password}
        />
      )}
      <Loaded again={readAgain} query={query}>
        {(users) => {
          const staff = readFragment(UserRow, users);
          const edited = staff.find(({ id }) => id === editar);
          return (
            <>
              <Table label={t.title}>
                <thead>
                  <tr>
                    <th scope="col">{t.name}</th>
                    <th className={parts.wide} scope="col">
                      {t.email}
                    </th>
                    <th className={parts.wide} scope="col">
                      {t.role}
                    </th>
                    <th scope="col">{s.actions}</th>
                  </tr>
                </thead>
                <tbody>
                  {staff.map((user) => (
                    <tr key={user.id}>
                      <th scope="row">
                        {user.name} {user.disabledAt && <Badge tone="warning">{t.disabled}</Badge>}
                        <p className={parts.narrow}>{t[user.role]}</p>
                      </th>
                      <td className={parts.wide}>{user.email}</td>
                      <td className={parts.wide}>{t[user.role]}</td>
                      <td>
                        <Button
                          aria-label={s.editName(user.name)}
                          onPress={() => edit(user.id)}
                          variant="quiet"
                        >
                          {s.edit}
                        </Button>
                      </td>
                    </tr>
                  ))}
                </tbody>
              </Table>
              {edited && (
                <EditUser
                  key={edited.id}
                  onClose={close}
                  onReset={setHandover}
                  readAgain={readAgain}
                  user={edited}
                />
              )}
            </>
          );
        }}
      </Loaded>
    </Screen>
  );
}
