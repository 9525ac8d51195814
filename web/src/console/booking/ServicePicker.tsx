import { useState } from 'react';
import { useQuery } from 'urql';
import { graphql, type ResultOf } from '../../graphql/graphql.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Button } from '../../ui/console/Button.tsx';
import { ComboBox } from '../../ui/console/ComboBox.tsx';
import { CrossIcon } from '../../ui/icons.tsx';
import { isSearchable } from '../words/searchable.ts';
import styles from './Booking.module.css';
import { texts } from './texts.ts';

const ServicesQuery = graphql(`
  query BookableServices($search: String!) {
    services(search: $search, first: 20) {
      nodes {
        id
        name
        circuit {
          id
          name
          allowsMultiple
        }
      }
    }
  }
`);

/** A service that can be chosen. */
export type ServiceChoice = ResultOf<typeof ServicesQuery>['services']['nodes'][number];

/** The services of an appointment: found by the server's forgiving search, and added one by one. */
export function ServicePicker(props: {
  chosen: readonly ServiceChoice[];
  onChange: (chosen: ServiceChoice[]) => void;
  problem?: string | undefined;
  /** Whether the focus begins here. */
  autoFocus?: boolean;
}) {
  const { chosen, onChange, problem, autoFocus = false } = props;
  const t = useTexts(texts);
  const [typed, setTyped] = useState('');
  // A new box for each choice: its list is closed, and the focus in it.
  const [round, setRound] = useState(0);
  const search = typed.trim();
  // Before anything is typed the first ones are offered; signs alone mean nothing.
  const asks = search === '' || isSearchable(search);
  const [{ data }] = useQuery({ query: ServicesQuery, variables: { search }, pause: !asks });
  const services = asks ? (data?.services.nodes ?? []) : [];
  const found = services.filter(({ id }) => !chosen.some((one) => one.id === id));
  return (
    <div className={styles.services}>
      {chosen.length > 0 && (
        <ul aria-label={t.chosen} className={styles.chosen}>
          {chosen.map((service) => (
            <li key={service.id}>
              {service.name}
              <Button
                aria-label={t.remove(service.name)}
                onPress={() => onChange(chosen.filter((one) => one !== service))}
                variant="quiet"
              >
                <CrossIcon />
              </Button>
            </li>
          ))}
        </ul>
      )}
      <ComboBox<ServiceChoice>
        autoFocus={autoFocus || round > 0}
        empty={t.noService}
        inputValue={typed}
        items={found}
        key={round}
        label={t.addService}
        onInputChange={setTyped}
        onSelectionChange={(id) => {
          const service = found.find((one) => one.id === id);
          if (!service) return;
          onChange([...chosen, service]);
          setTyped('');
          setRound(round + 1);
        }}
        placeholder={t.servicePlaceholder}
        problem={problem}
        selectedKey={null}
        textOf={({ name }) => name}
      >
        {({ name }) => name}
      </ComboBox>
    </div>
  );
}
